//! Masking of personal values 脱敏 (sheet 00, 10): on parsed values, for public pages.

use std::collections::HashMap;

/// Surnames of two characters, which stay whole.
const COMPOUND: [&str; 40] = [
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟",
    "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离",
    "长孙", "宇文", "司徒", "鲜于", "司空", "令狐", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "西门",
    "呼延",
];

/// 姓 + 某 for each further character, at most two; compound surnames kept.
/// In a name of several parts each part keeps its first character: `阿某·买某`.
pub fn name(name: &str) -> String {
    let name = name.trim();
    if name.contains('·') {
        let parts: Vec<String> = name.split('·').map(|part| veil(part, 1, 1)).collect();
        return parts.join("·");
    }
    let compound = COMPOUND.iter().any(|surname| name.starts_with(surname)) && name.chars().count() > 2;
    veil(name, if compound { 2 } else { 1 }, 2)
}

/// The first characters and a 某 for each further one, at least one and at most `most`.
fn veil(text: &str, kept: usize, most: usize) -> String {
    let further = text.chars().count().saturating_sub(kept).clamp(1, most);
    text.chars().take(kept).chain(std::iter::repeat_n('某', further)).collect()
}

/// The names of one list: equal results get 1, 2, … so that they can be told apart.
pub fn names<'a>(list: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let masked: Vec<String> = list.into_iter().map(name).collect();
    let mut total: HashMap<&str, u32> = HashMap::new();
    for name in &masked {
        *total.entry(name).or_default() += 1;
    }
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let numbered = masked.iter().map(|name| {
        let number = seen.entry(name).or_default();
        *number += 1;
        if total[name.as_str()] > 1 { format!("{name}{number}") } else { name.clone() }
    });
    numbered.collect()
}

/// First two and last two characters: `14**************14`.
pub fn id_number(id: &str) -> String {
    starred(id.trim(), 2, 2)
}

/// `138****5678`. Of a number shorter than a mobile one only the last two digits stay.
pub fn phone(phone: &str) -> String {
    let phone = phone.trim();
    if phone.chars().count() == 11 { starred(phone, 3, 4) } else { starred(phone, 0, 2) }
}

/// Stars for everything but the ends; for everything if nothing would lie between the ends.
fn starred(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    let (head, tail) = if length > head + tail { (head, tail) } else { (0, 0) };
    let masked =
        text.chars().enumerate().map(|(at, c)| if at < head || at + tail >= length { c } else { '*' });
    masked.collect()
}

/// An address down to the street or town; to the district where none is named, else nothing of it.
pub fn address(address: &str) -> String {
    for levels in [&["街道", "镇", "乡"][..], &["区", "县"], &["市"], &["省"]] {
        let end = levels.iter().filter_map(|level| address.find(level).map(|at| at + level.len())).min();
        if let Some(end) = end {
            return address[..end].to_owned();
        }
    }
    "***".to_owned()
}

/// A bank card: its last four digits.
pub fn card(card: &str) -> String {
    starred(card.trim(), 0, 4)
}

/// A number plate: `晋E***12`.
pub fn plate(plate: &str) -> String {
    starred(plate.trim(), 2, 2)
}

/// An e-mail address: the first letter and the domain.
pub fn email(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => {
            format!("{}***@{domain}", local.chars().next().map(String::from).unwrap_or_default())
        }
        None => "***".to_owned(),
    }
}

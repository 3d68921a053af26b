//! Methods of lists (`size first last distinct`) and texts (`contains startsWith endsWith matches`).

use fadu_base::Value;
use fadu_definition::expr::{Expr, Method};

use super::compare::same;
use super::item::Item;
use super::{Machine, pattern};

impl<'e> Machine<'e> {
    /// Evaluates a method.
    pub(super) fn method(&mut self, op: Method, of: &'e Expr, args: &'e [Expr]) -> Item<'e> {
        let item = self.item(of);
        match op {
            Method::Size => Item::option(size(&item)),
            Method::First => item.member(0).unwrap_or(Item::NULL),
            Method::Last => last(&item),
            Method::Distinct => distinct(item),
            Method::Contains | Method::StartsWith | Method::EndsWith | Method::Matches => {
                let arg = args.first().map_or(Item::NULL, |arg| self.item(arg));
                Item::maybe(text_or_list(op, &item, &arg))
            }
        }
    }
}

/// Members of a list, characters of a text.
fn size(item: &Item<'_>) -> Option<Value> {
    let size = match item.value() {
        Some(Value::Text(text)) => text.chars().count(),
        _ => item.len()?,
    };
    i64::try_from(size).ok().map(Value::Int)
}

fn last<'e>(item: &Item<'e>) -> Item<'e> {
    let last = item.len().and_then(|n| n.checked_sub(1));
    last.and_then(|at| item.member(at)).unwrap_or(Item::NULL)
}

/// Each member once, in the order of its first place; nulls are left out.
fn distinct(item: Item<'_>) -> Item<'_> {
    let Some(members) = item.into_members() else { return Item::NULL };
    let mut kept: Vec<Item<'_>> = Vec::new();
    for member in members {
        let known = member.is_unknown() || kept.iter().any(|known| same(known, &member) == Some(true));
        if !known {
            kept.push(member);
        }
    }
    Item::Many(kept)
}

/// A text method; `contains` also of a list.
fn text_or_list(op: Method, of: &Item<'_>, arg: &Item<'_>) -> Option<bool> {
    if op == Method::Contains && of.len().is_some() {
        return (!arg.is_unknown()).then(|| {
            of.clone().into_members().into_iter().flatten().any(|member| same(&member, arg) == Some(true))
        });
    }
    let (text, part) = (of.value()?.as_text()?, arg.value()?.as_text()?);
    match op {
        Method::Contains => Some(text.contains(part)),
        Method::StartsWith => Some(text.starts_with(part)),
        Method::EndsWith => Some(text.ends_with(part)),
        _ => pattern::is_match(part, text),
    }
}

//! Files are told by content, named by who gave them, and go only where their giver puts them.

use super::*;

#[test]
fn a_name_shows_what_it_is_and_ends_as_its_content_does() {
    let cases = [
        ("C:\\桌面\\证明.PDF", "pdf", "证明.PDF"),
        ("invoice\u{202e}gnp.hta", "png", "invoicegnp.hta.png"),
        ("page.html", "jpg", "page.html.jpg"),
        ("照片.jpeg", "jpg", "照片.jpeg"),
        ("申请表.docx", "zip", "申请表.docx"),
        ("申请表", "zip", "申请表.zip"),
        ("a\u{200b} b\n.png", "png", "a b.png"),
    ];
    for (given, ending, wanted) in cases {
        assert_eq!(plain_name(given, ending), wanted);
    }
}

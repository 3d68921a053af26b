//! What can go wrong outside the law: files, disks, settings. Never a refusal: that is an answer.

use std::fmt;
use std::path::Path;

/// A failure with a Chinese sentence that says what to do.
#[derive(Debug)]
pub struct Failure {
    /// The sentence.
    pub what: String,
    /// Why the system could not do what was asked, for its log: without personal data. None: who asked can
    /// mend it.
    pub cause: Option<String>,
}

impl Failure {
    /// Something about the set-up, the settings or what was asked.
    pub fn setup(what: impl Into<String>) -> Self {
        Self { what: what.into(), cause: None }
    }

    /// Something that who asked can do nothing about.
    pub fn system(what: impl Into<String>) -> Self {
        let what = what.into();
        Self { cause: Some(what.clone()), what }
    }

    /// A file that cannot be read or written.
    pub fn file(path: &Path, error: std::io::Error) -> Self {
        Self::system(format!("{}: {}", path.display(), reason(&error)))
    }
}

fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹，请核对路径".into(),
        ErrorKind::PermissionDenied => "没有读写权限，请检查权限".into(),
        ErrorKind::FileTooLarge => {
            "文件大小受到限制，请放宽限制 (ulimit -f) 后重试；已记入的内容没有丢失".into()
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "磁盘已满，请腾出空间后重试；已记入的内容没有丢失".into()
        }
        _ => format!("读写失败 ({error})"),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

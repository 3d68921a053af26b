//! A small definition with everything that moves, and its world.

use std::sync::LazyLock;

use fadu_base::{Calendar, Instant, RecordId};
use fadu_definition::{Definitions, Given, SourceFile, read};
use fadu_engine::{Actor, Command, Doc, Doer, Rules, Target};

use crate::shipped;

/// Definitions and calendar of the tests.
pub struct Small {
    pub definitions: Definitions,
    pub calendar: Calendar,
}

impl Small {
    /// The small definitions, read once.
    pub fn shared() -> &'static Self {
        static SMALL: LazyLock<Small> = LazyLock::new(Small::read);
        &SMALL
    }

    /// The small definitions; they must be without an error.
    pub fn read() -> Self {
        Self::of(&[
            ("roles.toml", include_str!("small/roles.toml")),
            ("99-test/matter.toml", include_str!("small/matter.toml")),
            ("99-test/note.toml", include_str!("small/note.toml")),
        ])
    }

    /// Definitions of these files.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files: Vec<SourceFile> = files.iter().map(|(path, text)| file(path, text)).collect();
        let (definitions, found) = read(&files);
        let errors: Vec<_> =
            found.iter().filter(|found| found.severity == fadu_base::Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        Self { definitions, calendar: shipped::calendar() }
    }

    /// A type of its own beside the small roles; the text begins after `[type]`'s id.
    pub fn with(path: &str, text: &str) -> Self {
        Self::of(&[("roles.toml", include_str!("small/roles.toml")), (path, text)])
    }

    /// The rules.
    pub fn rules(&self) -> Rules<'_> {
        Rules { definitions: &self.definitions, calendar: &self.calendar, division: "140502" }
    }
}

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), text: text.into(), digest: "0f".into() }
}

/// A person of an organization in a role.
pub fn actor(person: &str, role: &str) -> Actor {
    Actor {
        person: RecordId::new("person", person),
        appointment: None,
        role: role.into(),
        org: Some(RecordId::new("organization", "hall")),
        delegate_of: None,
        stands_for_party: false,
    }
}

/// A command of a person on a record; documents of the type are attached.
pub fn command(target: Target, action: &str, by: Actor, now: &str, input: &[(&str, Given)]) -> Command {
    Command {
        target,
        action: action.into(),
        input: input.iter().map(|(name, given)| ((*name).into(), given.clone())).collect(),
        row: None,
        docs: if action == "decide" {
            vec![Doc { id: "opinion".into(), sm3: "00".into() }]
        } else {
            Vec::new()
        },
        by: Doer::Person(by),
        now: now.parse::<Instant>().unwrap(),
        seen: None,
        cause: None,
    }
}

/// A text as it is given.
pub fn text(text: &str) -> Given {
    Given::Value(fadu_base::Value::text(text))
}

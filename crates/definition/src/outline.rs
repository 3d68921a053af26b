//! The first of two passes: the signatures of a type, as far as expressions of any file may name
//! them (fields with their types, actions with their inputs, limits, steps, documents).

use std::cell::Cell;

use fadu_base::{Date, Name};

use crate::expr::nearest::offer;
use crate::field::{self, Stand};
use crate::keys::{Keys, Text, check_identifier};
use crate::source::{File, Parsed};
use crate::{Field, FieldType, Kind, Step, step};

/// Tables of a definition file.
const TABLES: &[&str] = &[
    "type",
    "field",
    "step",
    "action",
    "refuse",
    "then",
    "limit",
    "document",
    "publication",
    "param",
    "indicator",
    "import",
    "schedule",
    "sample",
    "case",
];

/// Keys of `[type]`.
pub(crate) const TYPE_KEYS: &[&str] = &[
    "id",
    "name",
    "kind",
    "effective",
    "until",
    "version_by",
    "basis",
    "title",
    "number",
    "party",
    "valid",
    "unique",
    "recused",
];

/// The signatures of one version of a type.
pub(crate) struct Outline<'a> {
    /// The whole file.
    pub root: Keys<'a>,
    /// `[type]`.
    pub head: Keys<'a>,
    /// Type id.
    pub id: Name,
    /// Kind.
    pub kind: Kind,
    /// First day of the version.
    pub effective: Date,
    /// Day on which it ends.
    pub until: Option<Date>,
    /// Signatures of the fields.
    pub fields: Vec<Field>,
    /// Whether each is computed; known before its expression is compiled.
    pub computed: Vec<bool>,
    /// Steps, whole.
    pub steps: Vec<Step>,
    /// Their ids.
    pub step_ids: Vec<Name>,
    /// Action ids.
    pub actions: Vec<Name>,
    /// Signatures of the inputs of each action.
    pub inputs: Vec<Vec<Field>>,
    /// Limit ids, and whether they have `each`.
    pub limits: Vec<(Name, bool)>,
    /// Document ids.
    pub documents: Vec<Name>,
    /// Parameters declared here, with their types.
    pub params: Vec<(Name, FieldType)>,
    /// Indicators declared here and the type of their value.
    pub indicators: Vec<(Name, crate::expr::Ty)>,
    /// A step was named that is not there: the graph of steps is torn.
    pub torn: Cell<bool>,
}

/// The signatures of a file of a type; `None` if it has no `[type]` with an id.
pub(crate) fn of<'a>(parsed: &'a Parsed<'a>) -> Option<Outline<'a>> {
    let file = &parsed.file;
    let root = Keys { file, table: parsed.table.get_ref(), span: 0..0 };
    root.only(TABLES);
    root.need("type");
    let (name, item) = root.entry("type")?;
    let head = Keys::open(file, item, name.span, TYPE_KEYS)?;
    let id = head.need_text("id")?;
    check_file_name(file, &id);
    let fields = field::signatures(file, root.entries("field"), Stand::Record);
    let (actions, inputs) = actions(&root, &fields);
    let steps = step::read(&root);
    Some(Outline {
        id: id.name(),
        kind: kind(&head, "kind"),
        effective: effective(&head),
        until: head.date("until"),
        step_ids: steps.iter().map(|step| step.id.clone()).collect(),
        steps,
        actions,
        inputs,
        limits: limits(&root),
        documents: ids(&root, "document"),
        params: params(&root),
        indicators: crate::indicator::signatures(&root, &fields),
        computed: computed(&root),
        torn: Cell::new(false),
        fields,
        root,
        head,
    })
}

/// The kind of a type.
pub(crate) fn kind(head: &Keys<'_>, key: &str) -> Kind {
    let Some(text) = head.need_text(key) else { return Kind::Case };
    match text.text {
        "case" => Kind::Case,
        "register" => Kind::Register,
        "ledger" => Kind::Ledger,
        other => {
            let what = format!("`{other}` is no kind of type");
            head.file.error("E10", text.span, what, offer(other, &["case", "register", "ledger"]));
            Kind::Case
        }
    }
}

fn effective(head: &Keys<'_>) -> Date {
    head.need("effective");
    head.date("effective").unwrap_or(Date::MIN)
}

/// The file's name is the type's id, with `@<effective>` for an older version.
fn check_file_name(file: &File<'_>, id: &Text<'_>) {
    check_identifier(file, id);
    let stem = file.stem().split('@').next().unwrap_or_default();
    if stem != id.text {
        let what = format!("type `{}` stands in a file called `{}`", id.text, file.stem());
        let help = format!("the file is called `{0}.toml` or `{0}@<effective>.toml`", id.text);
        file.error("E05", id.span.clone(), what, help);
    }
}

fn ids(root: &Keys<'_>, table: &str) -> Vec<Name> {
    let ids = root.entries(table).into_iter().map(|(id, _)| id);
    ids.inspect(|id| check_identifier(root.file, id)).map(|id| id.name()).collect()
}

fn actions<'a>(root: &Keys<'a>, fields: &[Field]) -> (Vec<Name>, Vec<Vec<Field>>) {
    let mut all = (Vec::new(), Vec::new());
    for (id, keys) in root.sections("action") {
        check_identifier(root.file, &id);
        let inputs = field::signatures(root.file, keys.entries("input"), Stand::Input);
        for input in inputs.iter().filter(|input| fields.iter().any(|field| field.id == input.id)) {
            let what = format!("input `{}` has the id of a field", input.id);
            root.file.error(
                "E04",
                input.span.clone(),
                what,
                "choose another id, or name the field in `needs`",
            );
        }
        all.0.push(id.name());
        all.1.push(inputs);
    }
    all
}

impl Outline<'_> {
    /// Whether a column of a rows field is computed.
    pub fn is_computed_column(&self, field: u16, column: u16) -> bool {
        let item =
            self.root.entries("field").into_iter().nth(usize::from(field)).map(|(_, item)| item.get_ref());
        let columns = item.and_then(|item| item.get("row")?.get_ref().as_table());
        let column = columns.and_then(|columns| columns.iter().nth(usize::from(column)));
        column.is_some_and(|(_, column)| column.get_ref().get("is").is_some())
    }
}

fn computed(root: &Keys<'_>) -> Vec<bool> {
    let entries = root.entries("field").into_iter();
    entries.map(|(_, item)| item.get_ref().get("is").is_some()).collect()
}

fn limits(root: &Keys<'_>) -> Vec<(Name, bool)> {
    let limits = root.sections("limit").into_iter();
    limits
        .inspect(|(id, _)| check_identifier(root.file, id))
        .map(|(id, keys)| (id.name(), keys.has("each")))
        .collect()
}

fn params(root: &Keys<'_>) -> Vec<(Name, FieldType)> {
    let entries = root.entries("param").into_iter();
    entries.map(|entry| (entry.0.name(), crate::param::type_of(root.file, entry))).collect()
}

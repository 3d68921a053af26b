//! `[sample]` and `[[case]]` (language.md 2.8): given these records and commands, when this command
//! is given, then this follows. Cases are read and resolved here; the engine runs them.

use fadu_base::{Date, Name, Time, Value};
use indexmap::IndexMap;

use crate::expr::scope::Allow;
use crate::keys::{Entry, Keys, Text, entries_of, text_of};
use crate::place::Place;
use crate::source::Item;
use crate::{
    Action, Appointment, Case, CaseCommand, Field, FieldType, Given, Sample, SampleRecord, TypeDef, Want,
    given, import,
};

const KEYS: &[&str] =
    &["name", "after", "record", "given", "when", "refused", "written", "step", "due", "expect", "created"];
const COMMAND_KEYS: &[&str] = &["day", "time", "by", "do", "with", "row", "new", "without"];
const RECORD_KEYS: &[&str] = &["type", "id", "from", "to", "step", "fields"];

/// The sample people and records of a type.
pub(crate) fn sample(place: &Place<'_>) -> Sample {
    let Some((name, item)) = place.own.root.entry("sample") else { return Sample::default() };
    let Some(keys) = Keys::open(place.file(), item, name.span, &["people", "record"]) else {
        return Sample::default();
    };
    Sample { people: people(place, &keys), records: records(place, &keys) }
}

/// A person and the appointments held, `role@org`: one text, or a list of them.
fn people(place: &Place<'_>, keys: &Keys<'_>) -> IndexMap<Name, Vec<Appointment>> {
    let person = |(id, item): Entry<'_>| {
        let several = item.get_ref().as_array().map(|items| items.iter().collect());
        let given: Vec<_> = several.unwrap_or_else(|| vec![item]);
        let held = given.into_iter().filter_map(|item| appointment(place, &text_of(keys.file, item)?));
        (id.name(), held.collect())
    };
    keys.entries("people").into_iter().map(person).collect()
}

fn appointment(place: &Place<'_>, text: &Text<'_>) -> Option<Appointment> {
    let (role, org) = match text.text.split_once('@') {
        Some((role, org)) => (role, Some(Name::from(org))),
        None => (text.text, None),
    };
    let role = place.role(&Text { text: role, span: text.span.clone() })?;
    Some((role, org))
}

fn records(place: &Place<'_>, keys: &Keys<'_>) -> Vec<SampleRecord> {
    let tables = keys.tables("record", RECORD_KEYS);
    tables.iter().filter_map(|keys| record(place, keys)).collect()
}

fn record<'a>(place: &Place<'a>, keys: &Keys<'a>) -> Option<SampleRecord> {
    let ty = keys.need_text("type")?;
    if !place.set.planned.contains_key(ty.text) {
        place.set.check_type(keys.file, ty.text, &ty.span);
    }
    let fields = keys.entries("fields");
    let known = place.set.newest(ty.text).map(|outline| outline.fields.as_slice());
    let step = keys.text("step");
    check_step(place, &ty, step.as_ref());
    let given = fields.into_iter().map(|(id, item)| {
        if let Some(known) = known {
            check_given(place, &id, item, known.iter());
        }
        (id.name(), given::given_of(keys.file, item))
    });
    Some(SampleRecord {
        ty: ty.name(),
        id: keys.need_text("id")?.name(),
        from: keys.date("from"),
        to: keys.date("to"),
        step: step.map(|step| step.name()),
        fields: given.collect(),
    })
}

fn check_step(place: &Place<'_>, ty: &Text<'_>, step: Option<&Text<'_>>) {
    use crate::expr::scope::Types;
    let steps = place.set.steps(ty.text);
    let known = |step: &&Text<'_>| steps.iter().any(|known| &**known == step.text);
    if place.set.planned.contains_key(ty.text) {
        return;
    }
    if let Some(step) = step.filter(|step| !known(step)) {
        crate::place::unknown(place.file(), step, "step", &steps);
    }
}

/// The cases of a type, when its actions are read.
pub(crate) fn read(place: &Place<'_>, def: &TypeDef) -> Vec<Case> {
    let tables = place.own.root.tables("case", KEYS);
    check_names(place, &tables);
    tables.iter().filter_map(|keys| case(place, def, keys)).collect()
}

/// Names are unique, `after` names a case, and no case comes after itself.
fn check_names(place: &Place<'_>, tables: &[Keys<'_>]) {
    let mut before: IndexMap<&str, Option<&str>> = IndexMap::new();
    for keys in tables {
        let Some(name) = keys.text("name") else { continue };
        if before.insert(name.text, keys.text("after").map(|after| after.text)).is_some() {
            place.file().error("E04", name.span, "two cases have this name", "choose another");
        }
    }
    for (keys, after) in tables.iter().filter_map(|keys| Some((keys, keys.text("after")?))) {
        if !before.contains_key(after.text) {
            let names: Vec<&str> = before.keys().copied().collect();
            let help = crate::expr::nearest::offer(after.text, &names);
            place.file().error("E06", after.span, format!("there is no case `{}`", after.text), help);
        } else if comes_back(&before, keys.text("name").map_or("", |name| name.text)) {
            place.file().error("E20", after.span, "the case comes after itself", "");
        }
    }
}

fn comes_back(before: &IndexMap<&str, Option<&str>>, name: &str) -> bool {
    let mut at = name;
    for _ in 0..before.len() {
        match before.get(at) {
            Some(Some(after)) => at = after,
            _ => return false,
        }
        if at == name {
            return true;
        }
    }
    false
}

fn case<'a>(place: &Place<'a>, def: &TypeDef, keys: &Keys<'a>) -> Option<Case> {
    let refused = keys.has("refused").then(|| keys.strings("refused"));
    let reader = Reader { place, def, refused: refused.as_deref().unwrap_or_default() };
    let name = keys.need_text("name")?;
    keys.need("when");
    let when = keys.entry("when").and_then(|(at, item)| {
        let keys = Keys::open(keys.file, item, at.span, COMMAND_KEYS)?;
        reader.command(&keys)
    })?;
    let given = keys.tables("given", COMMAND_KEYS);
    let mut expect_scope = place.scope(&[]);
    expect_scope.allow = place.everything();
    expect_scope.allow.insert(Allow::FindClock);
    Some(Case {
        name: name.text.to_owned(),
        after: keys.string("after"),
        records: records(place, keys),
        given: given.iter().filter_map(|keys| reader.command(keys)).collect(),
        when,
        written: keys
            .texts("written")
            .iter()
            .filter(|text| place.action(text).is_some())
            .map(Text::name)
            .collect(),
        step: keys.text("step").filter(|text| place.step(text).is_some()).map(|text| text.name()),
        due: due(place, keys),
        expect: keys.texts("expect").iter().map(|text| place.condition(text, expect_scope.clone())).collect(),
        created: created(place, keys),
        refused,
        span: name.span,
    })
}

fn due(place: &Place<'_>, keys: &Keys<'_>) -> Vec<(Name, Value)> {
    let due = |(id, item): Entry<'_>| {
        place.limit(&id)?;
        let value = given::value_of(keys.file, item);
        if !matches!(value, Value::Date(_) | Value::Instant(_)) {
            crate::keys::wrong(keys.file, item, "a date or a local date and time");
        }
        Some((id.name(), value))
    };
    keys.entries("due").into_iter().filter_map(due).collect()
}

/// `type.action` of records created or commanded.
fn created(place: &Place<'_>, keys: &Keys<'_>) -> Vec<String> {
    let texts = keys.texts("created");
    for text in &texts {
        let ty = text.text.split('.').next().unwrap_or_default();
        if !place.set.planned.contains_key(ty) {
            place.set.check_type(keys.file, ty, &text.span);
        }
    }
    texts.into_iter().map(|text| text.text.to_owned()).collect()
}

/// A case under reading.
struct Reader<'p, 'a> {
    place: &'p Place<'a>,
    def: &'p TypeDef,
    /// Refusals it expects: a value it expects to be refused need not be a good one.
    refused: &'p [String],
}

impl<'a> Reader<'_, 'a> {
    fn command(&self, keys: &Keys<'a>) -> Option<CaseCommand> {
        keys.need("day");
        let day: Option<Date> = keys.date("day");
        let by = self.person(keys)?;
        let text = keys.need_text("do")?;
        let action = self.def.actions.get(usize::from(self.place.action(&text)?))?;
        let time: Option<Time> = keys.time("time");
        let without = keys.texts("without");
        Some(CaseCommand {
            day: day?,
            time,
            by,
            action: text.name(),
            with: self.with(keys, action),
            row: keys.count("row"),
            new: keys.flag("new"),
            without: without
                .iter()
                .filter(|text| self.place.document(text).is_some())
                .map(Text::name)
                .collect(),
            span: text.span,
        })
    }

    fn person(&self, keys: &Keys<'_>) -> Option<Name> {
        let text = keys.need_text("by")?;
        let known = text.text == "system" || self.def.sample.people.contains_key(text.text);
        if !known {
            crate::place::unknown(keys.file, &text, "sample person", self.def.sample.people.keys());
        }
        Some(text.name())
    }

    /// Every input is one that the action takes, of a type that fits.
    fn with(&self, keys: &Keys<'a>, action: &Action) -> Vec<(Name, Given)> {
        let mut taken: Vec<&Field> = Vec::new();
        for want in action.needs.iter().chain(&action.may) {
            taken.extend(self.taken(want, action));
        }
        let own = action.needs.iter().chain(&action.may).any(|want| *want == Want::OwnNumber);
        let given = |(id, item): Entry<'a>| {
            let number = own && id.text == "no";
            let expected = self.refused.contains(&format!("field.{}", id.text));
            if !number && !expected {
                check_given(self.place, &id, item, taken.iter().copied());
            }
            (id.name(), given::given_of(keys.file, item))
        };
        keys.entries("with").into_iter().map(given).collect()
    }

    fn taken<'d>(&'d self, want: &Want, action: &'d Action) -> Option<&'d Field> {
        match want {
            Want::Field(at) => self.def.fields.get(usize::from(*at)),
            Want::Input(at) => action.input.get(usize::from(*at)),
            Want::RowColumn(at) => match &self.def.fields.get(usize::from(action.row?))?.ty {
                FieldType::Rows { columns, .. } => columns.get(usize::from(*at)),
                _ => None,
            },
            Want::OwnNumber => None,
        }
    }
}

/// A value given to one of some fields.
fn check_given<'f>(
    place: &Place<'_>,
    id: &Text<'_>,
    item: &Item<'_>,
    fields: impl Iterator<Item = &'f Field> + Clone,
) {
    match fields.clone().find(|field| &*field.id == id.text) {
        Some(field) => check_value(place, field, item),
        None => crate::place::unknown(place.file(), id, "field or input here", fields.map(|field| &field.id)),
    }
}

fn check_value(place: &Place<'_>, field: &Field, item: &Item<'_>) {
    use toml::de::DeValue;
    let file = place.file();
    if let (DeValue::Array(all), true) = (item.get_ref(), field.many) {
        let one = Field { many: false, ..field.clone() };
        return all.iter().for_each(|item| check_value(place, &one, item));
    }
    match (&field.ty, item.get_ref()) {
        (FieldType::Choice(of), DeValue::String(text)) => import::check_choice(file, text, of, item.span()),
        (FieldType::Rows { columns, .. }, DeValue::Array(rows)) => {
            for row in rows {
                for (id, item) in entries_of(file, row) {
                    check_given(place, &id, item, columns.iter());
                }
            }
        }
        (ty, value) if !fits(ty, value, item) => {
            crate::keys::wrong(file, item, &format!("{} for `{}`", wanted(ty), field.id));
        }
        _ => {}
    }
}

/// Whether a plain value can become one of the type; how exactly is checked when it is bound.
fn fits(ty: &FieldType, value: &toml::de::DeValue<'_>, item: &Item<'_>) -> bool {
    use toml::de::DeValue as V;
    match ty {
        FieldType::Integer => matches!(value, V::Integer(_)),
        FieldType::Decimal | FieldType::Money => matches!(value, V::Integer(_) | V::Float(_)),
        FieldType::Date => given::date_of(item).is_some(),
        FieldType::Datetime => matches!(value, V::Datetime(when) if when.date.is_some()),
        FieldType::Bool => matches!(value, V::Boolean(_)),
        FieldType::Rows { .. } => matches!(value, V::Array(_)),
        _ => matches!(value, V::String(_)),
    }
}

fn wanted(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Integer => "an integer",
        FieldType::Decimal | FieldType::Money => "a number",
        FieldType::Date => "a date",
        FieldType::Datetime => "a date and time",
        FieldType::Bool => "true or false",
        FieldType::Rows { .. } => "a list of rows",
        _ => "a text",
    }
}

//! `[action.<id>]` (language.md 2.4): who may do what from where, and what it changes.

use crate::expr::{Ty, scope::Scope as Names};
use crate::keys::{Entry, Keys, Text};
use crate::place::{Place, index};
use crate::source::Item;
use crate::{
    Action, By, Field, FieldType, From, Scope, Set, SetTarget, Want, adopt, field, keys, refuse, roles, then,
};

const KEYS: &[&str] = &[
    "name", "article", "hint", "by", "from", "to", "needs", "may", "input", "row", "docs", "refuse", "apart",
    "times", "within", "dated", "uses", "draws", "set", "then", "notify",
];

/// The action that enters a finished matter of the past 补录 (language.md 10). It alone may be
/// given numbers by hand, because they were drawn before this program was there.
pub(crate) const ENTER_PAST: &str = "enter_past";

/// The actions of a type.
pub(crate) fn read(place: &Place<'_>) -> Vec<Action> {
    let sections = place.own.root.sections("action").into_iter().enumerate();
    sections.map(|(at, (id, keys))| action(place, index(at), &id, &keys)).collect()
}

fn action<'a>(place: &Place<'a>, at: u16, id: &Text<'a>, keys: &Keys<'a>) -> Action {
    keys.only(KEYS);
    if adopt::is_built_in(id.text) {
        let what = format!("every type has `{}` of itself", id.text);
        keys.file.error("E05", id.span.clone(), what, "choose another id");
    }
    let row = keys.text("row").and_then(|text| rows_field(place, &text));
    let scope = place.action_scope(at, row);
    let (by, by_system) = by(place, keys);
    let wants = |key| wants(place, keys, key, at, row, id.text);
    Action {
        id: id.name(),
        name: keys.need_string("name"),
        article: keys.string("article"),
        hint: keys.sentence("hint"),
        by,
        by_system,
        from: from(place, keys),
        to: to(place, keys, &scope),
        needs: wants("needs"),
        may: wants("may"),
        input: inputs(place, keys, at, &scope),
        row,
        docs: keys.texts("docs").iter().filter_map(|text| place.document(text)).collect(),
        refuse: refuse::of_action(place, keys, &scope),
        apart: place.actions(&keys.texts("apart")),
        times: keys.count("times"),
        within: keys.texts("within").iter().filter_map(|text| place.limit(text)).collect(),
        dated: keys.text("dated").map(|text| {
            place.expr_among(&text, scope.clone(), &[Ty::Date, Ty::Instant], "a date or datetime")
        }),
        uses: keys.text("uses").map(|text| uses(place, &text)),
        draws: draws(place, keys),
        sets: sets(place, keys, row, &scope),
        then: then::of_action(place, keys, &scope),
        notify: notify(place, keys),
        span: id.span.clone(),
    }
}

/// A field of rows.
pub(crate) fn rows_field(place: &Place<'_>, text: &Text<'_>) -> Option<u16> {
    let at = place.field(text)?;
    if place.columns(at).is_none() {
        place.file().error("E08", text.span.clone(), format!("`{}` is not a field of rows", text.text), "");
        return None;
    }
    Some(at)
}

fn by<'a>(place: &Place<'a>, keys: &Keys<'a>) -> (Vec<By>, bool) {
    let texts = keys.texts("by");
    if texts.is_empty() {
        keys.file.error(
            "E14",
            keys.at("by"),
            "nobody may take this action",
            "name roles in `by`, or `system`",
        );
    }
    let system = texts.iter().any(|text| text.text == "system");
    let roles = texts.iter().filter(|text| text.text != "system");
    (roles.filter_map(|text| one_by(place, text)).collect(), system)
}

fn one_by(place: &Place<'_>, text: &Text<'_>) -> Option<By> {
    let (name, scope) = match text.text.split_once('@') {
        Some((name, scope)) => (name, Some(scope)),
        None => (text.text, None),
    };
    let role = place.role(&Text { text: name, span: text.span.clone() })?;
    let scope = match scope {
        None => place.set.roles.get(&role)?.scope.clone(),
        Some(word) => match roles::word(word).filter(|scope| *scope != Scope::None) {
            Some(scope) => scope,
            None => relation(place, &Text { text: word, span: text.span.clone() })?,
        },
    };
    Some(By { role, scope })
}

/// `@field` or `@field.column`: a person or organization of the record.
fn relation(place: &Place<'_>, text: &Text<'_>) -> Option<Scope> {
    let (name, member) = match text.text.split_once('.') {
        Some((name, member)) => (name, Some(member)),
        None => (text.text, None),
    };
    let at = place.field(&Text { text: name, span: text.span.clone() })?;
    let ty = match member {
        None => Some(Ty::of(&place.own.fields[usize::from(at)].ty)),
        Some(member) => member_type(place, at, &Text { text: member, span: text.span.clone() }),
    };
    let party = |ty: &Ty| matches!(ty, Ty::Ref(types) if !types.is_empty() && types.iter().all(|ty| matches!(&**ty, "person" | "organization")));
    if ty.as_ref().is_some_and(|ty| !party(ty)) {
        let what = format!("`{}` is no person or organization", text.text);
        place.file().error("E08", text.span.clone(), what, "");
    }
    Some(Scope::Field(at, member.map(Into::into)))
}

fn member_type(place: &Place<'_>, at: u16, member: &Text<'_>) -> Option<Ty> {
    use crate::expr::scope::Types;
    let found = match &place.own.fields[usize::from(at)].ty {
        FieldType::Rows { columns, .. } => {
            columns.iter().find(|column| &*column.id == member.text).map(|column| Ty::of(&column.ty))
        }
        FieldType::Ref(types) => types.iter().find_map(|ty| place.set.field(ty, member.text)),
        _ => None,
    };
    if found.is_none() {
        let what = format!("there is no member `{}`", member.text);
        place.file().error("E06", member.span.clone(), what, "");
    }
    match found {
        Some(Ty::List(of)) => Some(*of),
        other => other,
    }
}

fn from(place: &Place<'_>, keys: &Keys<'_>) -> From {
    use toml::de::DeValue;
    match keys.item("from").map(|item| (item, item.get_ref())) {
        None => From::New,
        Some((_, DeValue::String(word))) if &**word == "open" => From::Open,
        Some((_, DeValue::String(word))) if &**word == "any" => From::Any,
        Some((item, DeValue::String(word))) => {
            let what = format!("`{word}` is neither `open` nor `any`");
            place.own.torn.set(true);
            keys.file.error(
                "E06",
                item.span(),
                what,
                format!("steps stand in a list: `from = [\"{word}\"]`"),
            );
            From::Open
        }
        Some(_) => {
            let texts = keys.texts("from");
            let new = texts.iter().any(|text| text.text == "new");
            let steps = texts.iter().filter(|text| text.text != "new");
            From::Steps { new, steps: steps.filter_map(|text| place.step(text)).collect() }
        }
    }
}

fn to<'a>(place: &Place<'a>, keys: &Keys<'a>, scope: &Names<'_>) -> Vec<(u16, Option<crate::Expr>)> {
    match keys.item("to").map(Item::get_ref) {
        None => Vec::new(),
        Some(toml::de::DeValue::Array(_)) => alternatives(place, keys, scope),
        Some(_) => {
            keys.text("to").and_then(|text| place.step(&text)).map(|step| (step, None)).into_iter().collect()
        }
    }
}

fn alternatives<'a>(
    place: &Place<'a>,
    keys: &Keys<'a>,
    scope: &Names<'_>,
) -> Vec<(u16, Option<crate::Expr>)> {
    let tables = keys.tables("to", &["step", "when"]);
    if let Some(last) = tables.last().filter(|last| last.has("when")) {
        keys.file.error(
            "E26",
            last.at("when"),
            "the last alternative of `to` has a `when`",
            "if none matched there would be no step; leave out its `when`",
        );
    }
    let one = |keys: &Keys<'a>| {
        let step = place.step(&keys.need_text("step")?)?;
        Some((step, keys.text("when").map(|text| place.condition(&text, scope.clone()))))
    };
    tables.iter().filter_map(one).collect()
}

fn wants(
    place: &Place<'_>,
    keys: &Keys<'_>,
    key: &str,
    at: u16,
    row: Option<u16>,
    action: &str,
) -> Vec<Want> {
    let past = action == ENTER_PAST;
    keys.texts(key).iter().filter_map(|text| want(place, text, at, row, past)).collect()
}

fn want(place: &Place<'_>, text: &Text<'_>, at: u16, row: Option<u16>, past: bool) -> Option<Want> {
    if text.text == "no" {
        if !past {
            place.file().error(
                "E19",
                text.span.clone(),
                "a record's number is drawn, never typed",
                "only `enter_past` may be given one",
            );
        }
        return Some(Want::OwnNumber);
    }
    if let Some(column) = text.text.strip_prefix("row.") {
        let column = Text { text: column, span: text.span.clone() };
        let Some(row) = row else {
            place.file().error(
                "E06",
                text.span.clone(),
                "the action is not on a row",
                "add `row = \"<rows field>\"`",
            );
            return None;
        };
        return typed_column(place, row, &column).map(Want::RowColumn);
    }
    let inputs = place.own.inputs.get(usize::from(at)).map_or(&[][..], Vec::as_slice);
    if let Some(input) = inputs.iter().position(|input| &*input.id == text.text) {
        return Some(Want::Input(index(input)));
    }
    let names = place.own.fields.iter().chain(inputs).map(|field| &field.id);
    let Some(field) = place.own.fields.iter().position(|field| &*field.id == text.text) else {
        crate::place::unknown(place.file(), text, "field or input", names);
        return None;
    };
    check_typed(place, text, field, past);
    Some(Want::Field(index(field)))
}

/// A computed field and a number are never typed; old numbers are, once, by `enter_past`.
fn check_typed(place: &Place<'_>, text: &Text<'_>, field: usize, past: bool) {
    let number = place.own.fields[field].ty == FieldType::Number;
    if place.own.computed.get(field) == Some(&true) {
        computed(place, text);
    } else if number && !past {
        place.file().error(
            "E19",
            text.span.clone(),
            format!("`{}` is a number that is drawn", text.text),
            "name it in `draws`",
        );
    }
}

fn inputs<'a>(place: &Place<'a>, keys: &Keys<'a>, at: u16, scope: &Names<'_>) -> Vec<Field> {
    let mut inputs = place.own.inputs.get(usize::from(at)).cloned().unwrap_or_default();
    for (input, (id, item)) in inputs.iter_mut().zip(keys.entries("input")) {
        if let Some(keys) = Keys::open(keys.file, item, id.span, field::KEYS) {
            field::complete(place, input, &keys, scope);
        }
    }
    inputs
}

/// A column of the row acted on that is given or set: not a computed one.
fn typed_column(place: &Place<'_>, row: u16, text: &Text<'_>) -> Option<u16> {
    let column = place.column(row, text)?;
    if place.own.is_computed_column(row, column) {
        computed(place, text);
    }
    Some(column)
}

fn computed(place: &Place<'_>, text: &Text<'_>) {
    let what = format!("`{}` is computed", text.text);
    place.file().error("E19", text.span.clone(), what, "it is never given");
}

fn uses(place: &Place<'_>, text: &Text<'_>) -> fadu_base::Name {
    keys::check_dotted(place.file(), text);
    text.name()
}

fn draws(place: &Place<'_>, keys: &Keys<'_>) -> Vec<u16> {
    let drawn = |text: &Text<'_>| {
        let at = place.field(text)?;
        if place.own.fields[usize::from(at)].ty != FieldType::Number {
            let what = format!("`{}` is not a field of type `number`", text.text);
            place.file().error("E19", text.span.clone(), what, "only numbers are drawn");
        }
        Some(at)
    };
    keys.texts("draws").iter().filter_map(drawn).collect()
}

fn sets<'a>(place: &Place<'a>, keys: &Keys<'a>, row: Option<u16>, scope: &Names<'_>) -> Vec<Set> {
    let mut sets = Vec::new();
    for (name, item) in keys.entries("set") {
        if name.text == "row" {
            sets.extend(
                keys::entries_of(keys.file, item)
                    .into_iter()
                    .filter_map(|entry| set_column(place, entry, row, scope)),
            );
        } else {
            sets.extend(set_field(place, (name, item), scope));
        }
    }
    sets
}

fn set_column<'a>(
    place: &Place<'a>,
    (name, item): Entry<'a>,
    row: Option<u16>,
    scope: &Names<'_>,
) -> Option<Set> {
    let Some(row) = row else {
        place.file().error("E06", name.span, "the action is not on a row", "add `row = \"<rows field>\"`");
        return None;
    };
    let column = typed_column(place, row, &name)?;
    let want = Ty::of_field(place.columns(row)?.get(usize::from(column))?);
    let text = keys::text_of(place.file(), item)?;
    Some(Set { target: SetTarget::RowColumn(column), value: place.expr_of(&text, scope.clone(), want) })
}

fn set_field<'a>(place: &Place<'a>, (name, item): Entry<'a>, scope: &Names<'_>) -> Option<Set> {
    let text = keys::text_of(place.file(), item)?;
    if name.text == "org" {
        let value = place.expr_of(&text, scope.clone(), Ty::reference("organization"));
        return Some(Set { target: SetTarget::Org, value });
    }
    let at = place.field(&name)?;
    check_typed(place, &name, usize::from(at), false);
    let want = Ty::of_field(&place.own.fields[usize::from(at)]);
    Some(Set { target: SetTarget::Field(at), value: place.expr_of(&text, scope.clone(), want) })
}

fn notify(place: &Place<'_>, keys: &Keys<'_>) -> Vec<fadu_base::Name> {
    let party = |field: &Field| {
        matches!(&field.ty, FieldType::Ref(types) if !types.is_empty()
            && types.iter().all(|ty| matches!(&**ty, "person" | "organization")))
    };
    let told = |text: Text<'_>| {
        let field = place.own.fields.iter().any(|field| &*field.id == text.text && party(field));
        if !field && !place.set.roles.contains_key(text.text) {
            let fields = place.own.fields.iter().filter(|field| party(field)).map(|field| &field.id);
            crate::place::unknown(
                place.file(),
                &text,
                "role, person or party field",
                place.set.roles.keys().chain(fields),
            );
        }
        text.name()
    };
    keys.texts("notify").into_iter().map(told).collect()
}

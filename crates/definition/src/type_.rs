//! `[type]` (language.md 2.1) and the whole of one version of a type, put together.

use crate::expr::scope::{Allow, Scope};
use crate::expr::{Expr, ExprKind, Ty};
use crate::field::{self, KEYS};
use crate::keys::{Keys, Text};
use crate::place::Place;
use crate::{
    Field, FieldType, Kind, TypeDef, Validity, action, case, document, import, indicator, limit, number,
    publication, refuse, schedule, then,
};

/// One version of a type.
pub(crate) fn read(place: &Place<'_>) -> TypeDef {
    let own = place.own;
    let head = &own.head;
    let mut def = TypeDef {
        id: own.id.clone(),
        name: head.need_string("name"),
        system: place.file().system().to_owned(),
        file: place.file().path.clone(),
        digest: place.file().digest.to_string(),
        kind: own.kind,
        effective: own.effective,
        until: own.until,
        version_by: version_by(place),
        basis: head.strings("basis"),
        title: title(place),
        number: head.text("number").map(|text| number::form(place.file(), &text)),
        party: head.text("party").and_then(|text| person_field(place, &text, false)),
        valid: valid(place),
        unique: unique(place),
        recused: head.text("recused").and_then(|text| person_field(place, &text, true)),
        fields: fields(place),
        computed: Vec::new(),
        steps: own.steps.clone(),
        actions: action::read(place),
        limits: limit::read(place),
        documents: document::read(place),
        publications: publication::read(place),
        indicators: indicator::read(place),
        imports: Vec::new(),
        schedules: schedule::read(place),
        sample: case::sample(place),
        cases: Vec::new(),
    };
    refuse::share(place, &mut def.actions);
    then::share(place, &mut def.actions);
    def.imports = import::read(place, &def);
    def.cases = case::read(place, &def);
    check_kind(place, &def);
    def
}

fn check_kind(place: &Place<'_>, def: &TypeDef) {
    let file = place.file();
    let at = place.own.head.span.clone();
    if def.kind == Kind::Register && def.valid.is_none() && !place.own.head.has("valid") {
        file.error(
            "E24",
            at.clone(),
            "a register needs `valid`",
            "add `valid = [\"first_day_field\", \"last_day_field\"]`",
        );
    }
    if def.kind == Kind::Case && def.steps.is_empty() {
        file.error("E03", at.clone(), "a case needs steps", "add `[step]`, or make it a ledger");
    }
    if def.until.is_some_and(|until| until <= def.effective) {
        file.error("E22", place.own.head.at("until"), "`until` is not after `effective`", "");
    }
}

fn title(place: &Place<'_>) -> crate::Template {
    let scope = place.scope(&[Allow::References, Allow::History]);
    place.own.head.need_text("title").map(|text| place.template(&text, &scope)).unwrap_or_default()
}

/// The day that picks the version: nothing but the input exists when it is asked.
fn version_by(place: &Place<'_>) -> Option<Expr> {
    let text = place.own.head.text("version_by")?;
    let inputs = creating_inputs(place);
    let scope = Scope { input: Some(&inputs), ..place.scope(&[Allow::Clock]) };
    let expr = place.expr_of(&text, scope, Ty::Date);
    let mut own = false;
    expr.walk(&mut |part| {
        own |= matches!(
            part.kind,
            ExprKind::Field(_) | ExprKind::Own(_) | ExprKind::History(..) | ExprKind::Limit(..)
        );
    });
    if own {
        place.file().error(
            "E09",
            place.content(&text),
            "`version_by` sees only `input` and `today`",
            "write `input.field`",
        );
    }
    Some(expr)
}

fn creating_inputs(place: &Place<'_>) -> Vec<Field> {
    let mut inputs: Vec<Field> = Vec::new();
    for ((_, keys), all) in place.own.root.sections("action").iter().zip(&place.own.inputs) {
        let new = |item: &crate::source::Item<'_>| item.get_ref().as_str() == Some("new");
        let from = keys.item("from").map(|from| from.get_ref());
        let creates = from.is_none_or(|from| from.as_array().is_some_and(|all| all.iter().any(new)));
        for input in all.iter().filter(|_| creates) {
            if !inputs.iter().any(|known| known.id == input.id) {
                inputs.push(input.clone());
            }
        }
    }
    inputs
}

/// A field of persons (`recused`: many persons), else of a person or organization.
fn person_field(place: &Place<'_>, text: &Text<'_>, persons: bool) -> Option<u16> {
    let at = place.field(text)?;
    let field = &place.own.fields[usize::from(at)];
    let fits = match &field.ty {
        FieldType::Ref(types) if persons => types.iter().all(|ty| &**ty == "person") && field.many,
        FieldType::Ref(types) => types.iter().all(|ty| matches!(&**ty, "person" | "organization")),
        _ => false,
    };
    let any = matches!(&field.ty, FieldType::Ref(types) if types.is_empty());
    if !fits || any {
        let wanted = if persons { "many persons" } else { "a person, an organization or a party" };
        place.file().error(
            "E08",
            text.span.clone(),
            format!("`{}` is not a field of {wanted}", text.text),
            "",
        );
    }
    Some(at)
}

fn valid(place: &Place<'_>) -> Option<Validity> {
    let texts = place.own.head.texts("valid");
    let day = |text: &Text<'_>| {
        let at = place.field(text)?;
        if place.own.fields[usize::from(at)].ty != FieldType::Date {
            let what = format!("`{}` is not a date", text.text);
            place.file().error("E08", text.span.clone(), what, "");
        }
        Some(at)
    };
    let first = day(texts.first()?)?;
    let Some(last) = texts.get(1) else {
        return Some(Validity { first, last: None, half_open: false });
    };
    let bare = last.text.strip_prefix('<');
    let named = Text { text: bare.unwrap_or(last.text), span: last.span.clone() };
    Some(Validity { first, last: day(&named), half_open: bare.is_some() })
}

fn unique(place: &Place<'_>) -> Vec<Vec<u16>> {
    let file = place.file();
    let fields = |item| {
        let texts = crate::keys::list_of(file, item).into_iter();
        texts
            .filter_map(|item| crate::keys::text_of(file, item))
            .filter_map(|text| place.field(&text))
            .collect()
    };
    place.own.head.list("unique").into_iter().map(fields).collect()
}

fn fields(place: &Place<'_>) -> Vec<Field> {
    let mut fields = place.own.fields.clone();
    let scope = place.scope(&[]);
    for (field, (id, item)) in fields.iter_mut().zip(place.own.root.entries("field")) {
        if let Some(keys) = Keys::open(place.file(), item, id.span, KEYS) {
            field::complete(place, field, &keys, &scope);
        }
    }
    fields
}

//! `a.b`: what is read of a record, a row, an event, an input or the actor.

use std::ops::Range;

use fadu_base::Name;

use super::name::own_part;
use super::{Checked, Checker};
use crate::Field;
use crate::expr::nearest::offer;
use crate::expr::scope::Allow;
use crate::expr::syntax::{Node, NodeKind, Word};
use crate::expr::{ActorPart, EventPart, Expr, ExprKind, History, Member, Method, Own, Ty};

type Found = Option<(Member, Ty)>;

impl<'a> Checker<'_, 'a> {
    pub(super) fn member(&mut self, of: &Node, word: &Word, span: Range<usize>) -> Checked {
        if let NodeKind::Name(system) = &of.kind
            && self.scope.allow.contains(&Allow::Indicators)
        {
            let id = format!("{system}.{}", word.text);
            if self.scope.types.indicator(&id).is_some() || !self.is_name(system) {
                return self.indicator(&id, span);
            }
        }
        let of = self.check(of)?;
        let (member, ty) = match of.ty.clone() {
            Ty::Ref(types) => self.of_record(&of, &types, word)?,
            Ty::Row(columns) => self.of_row(&columns, word)?,
            Ty::Event => self.of_event(word)?,
            Ty::Input => self.of_input(&of, word)?,
            Ty::View => self.of_view(word)?,
            Ty::Actor => self.of_actor(word)?,
            ty => return self.no_member(&ty, word),
        };
        Some(Expr::new(ExprKind::Get(Box::new(of), member), ty, span))
    }

    fn indicator(&mut self, id: &str, span: Range<usize>) -> Checked {
        if let Some(ty) = self.scope.types.indicator(id) {
            return Some(Expr::new(ExprKind::Indicator(id.into()), ty, span));
        }
        let help = offer(id, &self.scope.types.indicator_ids());
        self.refuse("E06", span, format!("there is no indicator `{id}`"), help)
    }

    fn no_member(&mut self, ty: &Ty, word: &Word) -> Checked {
        let help = match ty {
            Ty::List(_) => {
                format!("of a list: `.map(x, x.{0})`, `.exists(x, x.{0} …)`, `.last().{0}`", word.text)
            }
            Ty::Date | Ty::Instant => "`year(d)`, `date(x)` are functions".to_owned(),
            _ => String::new(),
        };
        self.refuse("E08", word.span.clone(), format!("{ty} has no members, so no `{}`", word.text), help)
    }

    fn unknown(&mut self, of: &str, word: &Word, names: &[Name]) -> Found {
        let help = offer(&word.text, names);
        self.refuse("E06", word.span.clone(), format!("{of} has no `{}`", word.text), help)
    }

    /// Of another record: a field of one of its types at least, else what every record has.
    fn of_record(&mut self, of: &Expr, types: &[Name], word: &Word) -> Found {
        if !self.is_searched(of) {
            self.demand(Allow::References, &word.text, &word.span)?;
        }
        let fields: Vec<Ty> = types.iter().filter_map(|ty| self.field_of(ty, &word.text)).collect();
        let Some(ty) = fields.first() else { return self.own_of_record(types, word) };
        match fields.iter().try_fold(ty.clone(), |ty, other| ty.join(other)) {
            Some(ty) => Some((Member::Field(word.text.as_str().into()), ty)),
            None => {
                let other = fields.iter().find(|other| ty.join(other).is_none()).unwrap_or(ty);
                let what = format!("`{}` is {ty} in one type and {other} in another", word.text);
                self.refuse("E08", word.span.clone(), what, "")
            }
        }
    }

    fn own_of_record(&mut self, types: &[Name], word: &Word) -> Found {
        if let Some((part, ty)) =
            own_part(&word.text, &self.steps_of(types)).filter(|(part, _)| *part != Own::This)
        {
            return Some((Member::Own(part), ty));
        }
        if !types.is_empty() && types.iter().all(|ty| self.kind_of(ty).is_none()) {
            let what = format!("there is no type `{}`, so it has no `{}`", types.join("|"), word.text);
            return self.refuse("E06", word.span.clone(), what, "");
        }
        let mut names: Vec<Name> = types.iter().flat_map(|ty| self.field_ids(ty)).collect();
        names.extend(["step", "org", "opened_on", "closed_on"].map(Name::from));
        let of = if types.is_empty() {
            "a reference to any type".to_owned()
        } else {
            format!("`{}`", types.join("|"))
        };
        self.unknown(&of, word, &names)
    }

    /// The steps of all the types, or none if those of one are not known.
    fn steps_of(&self, types: &[Name]) -> Vec<Name> {
        let mut steps: Vec<Name> = Vec::new();
        for ty in types {
            let own = self.scope.own.filter(|own| own.id == ty);
            let of = own.map_or_else(|| self.scope.types.steps(ty), |own| own.steps.to_vec());
            if of.is_empty() {
                return of;
            }
            steps.extend(of.into_iter().filter(|step| !steps.contains(step)).collect::<Vec<_>>());
        }
        steps
    }

    fn field_ids(&self, ty: &Name) -> Vec<Name> {
        match self.scope.own.filter(|own| own.id == ty) {
            Some(own) => own.fields.iter().map(|field| field.id.clone()).collect(),
            None => self.scope.types.field_ids(ty),
        }
    }

    fn field_of(&mut self, ty: &Name, field: &str) -> Option<Ty> {
        if let Some(own) = self.scope.own.filter(|own| own.id == ty)
            && let Some(field) = own.fields.iter().find(|own| &*own.id == field)
        {
            return Some(self.field_type(field));
        }
        if let Some(words) = self.scope.types.words(ty, field) {
            self.keep_words(words);
        }
        self.scope.types.field(ty, field)
    }

    pub(super) fn is_searched(&self, of: &Expr) -> bool {
        matches!(of.kind, ExprKind::Var(slot) if self.vars.iter().any(|var| var.slot == slot && var.searched))
    }

    fn of_row(&mut self, columns: &[Field], word: &Word) -> Found {
        if let Some(index) = columns.iter().position(|column| *column.id == *word.text) {
            let ty = self.field_type(&columns[index]);
            return Some((Member::Column(u16::try_from(index).ok()?), ty));
        }
        if word.text == "no" {
            return Some((Member::RowNo, Ty::Int));
        }
        let ids: Vec<_> = columns.iter().map(|column| column.id.clone()).chain(["no".into()]).collect();
        self.unknown("the row", word, &ids)
    }

    fn of_event(&mut self, word: &Word) -> Found {
        use EventPart as P;
        let (part, ty) = match word.text.as_str() {
            "seq" => (P::Seq, Ty::Int),
            "on" => (P::On, Ty::Date),
            "at" => (P::At, Ty::Instant),
            "entered_on" => (P::EnteredOn, Ty::Date),
            "person" => (P::Person, Ty::reference("person")),
            "role" => (P::Role, Ty::Text),
            "org" => (P::Org, Ty::reference("organization")),
            "action" => {
                (P::Action, Ty::Choice(self.scope.own.map_or([].as_slice(), |own| own.actions).into()))
            }
            "input" => (P::Input, Ty::Input),
            "after" => (P::After, Ty::View),
            _ => {
                let parts =
                    ["seq", "on", "at", "entered_on", "person", "role", "org", "action", "input", "after"];
                return self.unknown("an event", word, &parts.map(Name::from));
            }
        };
        Some((Member::Event(part), ty))
    }

    fn of_actor(&mut self, word: &Word) -> Found {
        let (part, ty) = match word.text.as_str() {
            "person" => (ActorPart::Person, Ty::reference("person")),
            "role" => (ActorPart::Role, Ty::Text),
            "org" => (ActorPart::Org, Ty::reference("organization")),
            _ => return self.unknown("the actor", word, &["person", "role", "org"].map(Name::from)),
        };
        Some((Member::Actor(part), ty))
    }

    /// Of the own record at some moment: fields by name, because its version may be an older one.
    fn of_view(&mut self, word: &Word) -> Found {
        let own = self.scope.own?;
        if let Some(field) = own.fields.iter().find(|field| *field.id == *word.text) {
            return Some((Member::Field(field.id.clone()), self.field_type(field)));
        }
        if let Some((part, ty)) = own_part(&word.text, own.steps).filter(|(part, _)| *part != Own::This) {
            return Some((Member::Own(part), ty));
        }
        let ids: Vec<_> = own.fields.iter().map(|field| field.id.clone()).collect();
        self.unknown("the record", word, &ids)
    }

    /// Of an input: the extra inputs of the action (or of the actions the event may be of), else
    /// own fields that were given with it.
    fn of_input(&mut self, of: &Expr, word: &Word) -> Found {
        let inputs: Vec<&'a Field> = match &of.kind {
            ExprKind::Get(event, _) => self.inputs_of(event),
            _ => self.scope.input.unwrap_or_default().iter().collect(),
        };
        let own = self.scope.own.map_or([].as_slice(), |own| own.fields);
        let mut found: Vec<&'a Field> =
            inputs.iter().copied().filter(|field| *field.id == *word.text).collect();
        if found.is_empty() {
            found = own.iter().filter(|field| *field.id == *word.text).collect();
        }
        let types: Vec<Ty> = found.iter().map(|field| self.field_type(field)).collect();
        let Some(first) = types.first() else {
            let ids: Vec<_> = inputs.iter().copied().chain(own).map(|field| field.id.clone()).collect();
            return self.unknown("the input", word, &ids);
        };
        match types.iter().try_fold(first.clone(), |ty, other| ty.join(other)) {
            Some(ty) => Some((Member::Field(word.text.as_str().into()), ty)),
            None => {
                let what = format!("input `{}` has another type in another action", word.text);
                self.refuse("E08", word.span.clone(), what, "name one action: `last('action').input`")
            }
        }
    }

    fn inputs_of(&self, event: &Expr) -> Vec<&'a Field> {
        let Some(own) = self.scope.own else { return vec![] };
        match self.actions_of(event) {
            Some(actions) => {
                actions.iter().filter_map(|action| own.inputs.get(usize::from(*action))).flatten().collect()
            }
            None => own.inputs.iter().flatten().collect(),
        }
    }

    /// The actions whose events an expression gives, where that can be seen.
    pub(super) fn actions_of(&self, expr: &Expr) -> Option<Vec<u16>> {
        match &expr.kind {
            ExprKind::History(History::Events | History::First | History::Last, actions) => {
                Some(actions.clone())
            }
            ExprKind::Var(slot) => self.vars.iter().find(|var| var.slot == *slot)?.actions.clone(),
            ExprKind::Index(of, _) | ExprKind::Method { op: Method::First | Method::Last, of, .. } => {
                self.actions_of(of)
            }
            ExprKind::Macro { op: crate::expr::MacroOp::Filter, list, .. } => self.actions_of(list),
            _ => None,
        }
    }
}

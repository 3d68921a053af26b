//! The look-ups of all definitions by the place at which they stand (`Find::site`).

use std::collections::HashMap;
use std::sync::Arc;

use fadu_definition::expr::{Expr, ExprKind, Find};
use fadu_definition::{
    Action, Case, Definitions, Field, FieldType, Limit, Piece, Publication, Refuse, Schedule, Template, Then,
    ThenTarget, TypeDef,
};

/// All look-ups, by site.
pub fn sites(definitions: &Definitions) -> HashMap<u32, Arc<Find>> {
    let mut found = Found::default();
    for def in definitions.types.values().flatten() {
        found.type_def(def);
    }
    found.0
}

#[derive(Default)]
struct Found(HashMap<u32, Arc<Find>>);

impl Found {
    fn expr(&mut self, expr: &Expr) {
        expr.walk(&mut |part| {
            if let ExprKind::Find(find) = &part.kind {
                self.0.insert(find.site, find.clone());
            }
        });
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn template(&mut self, template: &Template) {
        for piece in template {
            if let Piece::Slot(expr) = piece {
                self.expr(expr);
            }
        }
    }

    fn type_def(&mut self, def: &TypeDef) {
        self.exprs(&def.version_by);
        self.template(&def.title);
        def.fields.iter().for_each(|field| self.field(field));
        def.actions.iter().for_each(|action| self.action(action));
        def.limits.iter().for_each(|limit| self.limit(limit));
        def.publications.iter().for_each(|publication| self.publication(publication));
        def.schedules.iter().for_each(|schedule| self.schedule(schedule));
        def.cases.iter().for_each(|case: &Case| self.exprs(&case.expect));
    }

    fn field(&mut self, field: &Field) {
        self.exprs([&field.default, &field.is, &field.when, &field.mask].into_iter().flatten());
        self.rules(&field.refuse);
        if let FieldType::Rows { columns, .. } = &field.ty {
            columns.iter().for_each(|column| self.field(column));
        }
    }

    fn rules(&mut self, rules: &[Arc<Refuse>]) {
        for rule in rules {
            self.expr(&rule.when);
            self.template(&rule.say);
        }
    }

    fn action(&mut self, action: &Action) {
        self.exprs(action.to.iter().filter_map(|(_, when)| when.as_ref()));
        action.input.iter().for_each(|field| self.field(field));
        self.rules(&action.refuse);
        self.exprs(&action.dated);
        self.exprs(action.sets.iter().map(|set| &set.value));
        action.then.iter().for_each(|then| self.then(then));
    }

    fn then(&mut self, then: &Then) {
        self.exprs(&then.cond);
        self.exprs(then.each.as_ref().map(|(list, _)| list));
        self.exprs(then.with.iter().map(|(_, value)| value));
        if let ThenTarget::On { record, .. } = &then.target {
            self.expr(record);
        }
    }

    fn limit(&mut self, limit: &Limit) {
        self.expr(&limit.length);
        self.exprs([&limit.when, &limit.from, &limit.until].into_iter().flatten());
        self.exprs(limit.extends.iter().map(|(_, length)| length));
    }

    fn publication(&mut self, publication: &Publication) {
        let parts = [&publication.within, &publication.cond, &publication.until, &publication.off_within];
        self.exprs(parts.into_iter().flatten());
    }

    fn schedule(&mut self, schedule: &Schedule) {
        self.then(&schedule.then);
        self.exprs(&schedule.key);
    }
}

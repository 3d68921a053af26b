//! The words that all parts of a type share: names of fields, steps and actions, texts with slots, the
//! form of numbers.

use fadu_base::Name;
use fadu_definition::expr::explain::{DefinitionNames, Names, explain};
use fadu_definition::{
    Definitions, Expr, Field, FieldType, From, NumberPiece, Piece, Refuse, Template, TypeDef,
};

use super::{Condition, Said, StepLine};
use crate::Catalog;

/// A type and what its words come from.
pub(crate) struct Words<'a> {
    pub definitions: &'a Definitions,
    pub def: &'a TypeDef,
    /// The definition as it is written.
    pub text: &'a str,
    pub names: DefinitionNames<'a>,
}

impl<'a> Words<'a> {
    pub fn of(catalog: &'a Catalog, def: &'a TypeDef) -> Self {
        let definitions = &*catalog.definitions;
        let text = catalog.sources.iter().find(|file| file.path == def.file).map_or("", |file| &*file.text);
        Self { definitions, def, text, names: DefinitionNames { definitions, own: Some(def) } }
    }

    pub fn say(&self, expr: &Expr) -> String {
        explain(expr, &self.names)
    }

    pub fn role(&self, id: &Name) -> String {
        self.definitions.roles.get(id).map_or_else(|| id.to_string(), |role| role.name.clone())
    }

    pub fn roles(&self, ids: &[Name]) -> String {
        ids.iter().map(|id| self.role(id)).collect::<Vec<_>>().join("、")
    }

    pub fn field(&self, at: u16) -> &'a str {
        self.def.fields.get(usize::from(at)).map_or("", |field| field.name.as_str())
    }

    pub fn step(&self, at: u16) -> &'a str {
        self.def.steps.get(usize::from(at)).map_or("", |step| step.name.as_str())
    }

    pub fn action_names(&self, all: &[u16]) -> String {
        all.iter().map(|at| self.names.action(*at)).collect::<Vec<_>>().join("、")
    }

    pub fn field_names(&self, all: &[u16]) -> String {
        all.iter().map(|at| self.field(*at)).collect::<Vec<_>>().join("、")
    }

    /// The columns of a rows field.
    pub fn columns(&self, at: u16) -> &'a [Field] {
        match self.def.fields.get(usize::from(at)).map(|field| &field.ty) {
            Some(FieldType::Rows { columns, .. }) => columns,
            _ => &[],
        }
    }

    /// A text with slots, each as what will stand in it.
    pub fn filled(&self, template: &Template) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(plain) => plain.clone(),
            Piece::Slot(expr) => format!("〔{}〕", self.say(expr)),
        };
        template.iter().map(piece).collect()
    }

    pub fn condition(&self, refuse: &Refuse) -> Condition {
        Condition {
            id: refuse.id.to_string(),
            when: self.say(&refuse.when),
            say: self.filled(&refuse.say),
            article: refuse.article.clone(),
            warn: refuse.warn,
        }
    }

    /// How records are listed, numbered, told apart.
    pub fn about(&self) -> Said {
        let def = self.def;
        let mut said = vec![("在清单中写作", self.filled(&def.title))];
        said.extend(def.number.as_deref().map(|form| ("编号", number(form))));
        said.extend(def.party.map(|at| ("申请人是", self.field(at).to_owned())));
        said.extend(def.recused.map(|at| ("不得办理的人", self.field(at).to_owned())));
        if let Some(valid) = &def.valid {
            let last = valid.last.map_or("长期", |at| self.field(at));
            let end = if valid.half_open { "（当日起失效）" } else { "（当日仍有效）" };
            let end = if valid.last.is_some() { end } else { "" };
            said.push(("有效期", format!("自{}至{last}{end}", self.field(valid.first))));
        }
        for fields in &def.unique {
            said.push(("不得重复", format!("{}相同的只有一条", self.field_names(fields))));
        }
        said.extend(def.version_by.as_ref().map(|day| ("适用哪一版", self.say(day))));
        said
    }

    /// The steps with the actions open in each.
    pub fn steps(&self) -> Vec<StepLine> {
        let line = |(at, step): (usize, &fadu_definition::Step)| StepLine {
            id: step.id.to_string(),
            name: step.name.clone(),
            what: match (step.end, step.in_force) {
                (true, _) => "结束",
                (_, true) => "有效",
                _ => "",
            },
            actions: self.open_in(at, step.end),
        };
        self.def.steps.iter().enumerate().map(line).collect()
    }

    fn open_in(&self, at: usize, end: bool) -> Vec<String> {
        let open = self.def.actions.iter().filter(|action| match &action.from {
            From::New => false,
            From::Open => !end,
            From::Any => true,
            From::Steps { steps, .. } => steps.iter().any(|step| usize::from(*step) == at),
        });
        let led = |action: &fadu_definition::Action| match self.targets(action) {
            to if to.is_empty() => action.name.clone(),
            to => format!("{} → {}", action.name, to.join("或")),
        };
        open.map(led).collect()
    }

    /// Where an action leads.
    pub fn targets(&self, action: &fadu_definition::Action) -> Vec<String> {
        action.to.iter().map(|(step, _)| self.step(*step).to_owned()).collect()
    }
}

/// The form of a number.
pub(super) fn number(form: &[NumberPiece]) -> String {
    let piece = |piece: &NumberPiece| match piece {
        NumberPiece::Text(text) => text.clone(),
        NumberPiece::Seq(0) => "〔顺序号〕".to_owned(),
        NumberPiece::Seq(width) => format!("〔{width}位顺序号〕"),
        NumberPiece::Year => "〔年〕".to_owned(),
        NumberPiece::Day => "〔年月日〕".to_owned(),
        NumberPiece::Division => "〔区划代码〕".to_owned(),
        NumberPiece::Check => "〔校验码〕".to_owned(),
        NumberPiece::OrgDocWord => "〔机关代字〕".to_owned(),
        NumberPiece::OrgShortName => "〔单位简称〕".to_owned(),
    };
    form.iter().map(piece).collect()
}

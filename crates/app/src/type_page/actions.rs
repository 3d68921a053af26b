//! The actions of a type in words: who, from which step to which, what is needed, what refuses, what
//! follows.

use fadu_definition::expr::Ty;
use fadu_definition::expr::explain::Names;
use fadu_definition::{
    Action, By, Expr, Field, FieldType, From, Scope, Set, SetTarget, Then, ThenTarget, Want,
};

use super::{RuleLine, Said, Words};
use crate::capability;

impl Words<'_> {
    pub fn actions(&self) -> Vec<RuleLine> {
        // What nobody may take in any step (a version with nothing to adopt) is not there for a reader.
        let open = |action: &&Action| {
            let somewhere = !matches!(&action.from, From::Steps { new: false, steps } if steps.is_empty());
            somewhere && (action.by_system || !action.by.is_empty())
        };
        self.def.actions.iter().filter(open).map(|action| self.action_line(action)).collect()
    }

    fn action_line(&self, action: &Action) -> RuleLine {
        let mut said = vec![("谁办理", self.who(action)), ("从", self.from(action))];
        said.push(("到", self.to(action)));
        said.extend(action.hint.clone().map(|hint| ("提示", hint)));
        self.asked(action, &mut said);
        self.bounds(action, &mut said);
        self.effects(action, &mut said);
        RuleLine {
            id: action.id.to_string(),
            name: action.name.clone(),
            article: action.article.clone(),
            said,
            refusals: action
                .input
                .iter()
                .flat_map(|input| &input.refuse)
                .chain(&action.refuse)
                .map(|refuse| self.condition(refuse))
                .collect(),
        }
    }

    fn who(&self, action: &Action) -> String {
        let mut all: Vec<String> = action.by.iter().map(|by| self.by(by)).collect();
        if action.by_system {
            all.push("程序依法或者随其他事项办理".to_owned());
        }
        all.join("；")
    }

    fn by(&self, by: &By) -> String {
        let role = self.role(&by.role);
        match &by.scope {
            Scope::None => role,
            Scope::Own => format!("{role}（本人的事项）"),
            Scope::Org => format!("{role}（本单位的事项）"),
            Scope::Below => format!("{role}（本单位和下级单位的事项）"),
            Scope::District => format!("{role}（全区的事项）"),
            Scope::Field(at, None) => format!("{role}（本人或本单位是“{}”）", self.field(*at)),
            Scope::Field(at, Some(member)) => {
                let columns = self.columns(*at).iter().find(|column| column.id == *member);
                let name = columns.map_or_else(
                    || self.names.member(&self.referred_by(*at), member),
                    |column| column.name.clone(),
                );
                format!("{role}（本人或本单位是“{}”的“{name}”）", self.field(*at))
            }
        }
    }

    /// The types that a field refers to.
    fn referred_by(&self, at: u16) -> Vec<fadu_base::Name> {
        match self.def.fields.get(usize::from(at)).map(|field| &field.ty) {
            Some(FieldType::Ref(types)) => types.to_vec(),
            _ => Vec::new(),
        }
    }

    fn from(&self, action: &Action) -> String {
        match &action.from {
            From::New => "新办".to_owned(),
            From::Open => "结束之前的任何环节".to_owned(),
            From::Any => "任何环节，结束以后也可以".to_owned(),
            From::Steps { new, steps } => {
                let begun = new.then_some("新办");
                let names = begun.into_iter().chain(steps.iter().map(|at| self.step(*at)));
                names.collect::<Vec<_>>().join("、")
            }
        }
    }

    fn to(&self, action: &Action) -> String {
        if action.to.is_empty() {
            return "环节不变".to_owned();
        }
        let one = |(step, cond): &(u16, Option<Expr>)| match cond {
            Some(cond) => format!("{}（{}）", self.step(*step), self.say(cond)),
            None if action.to.len() > 1 => format!("其他情形：{}", self.step(*step)),
            None => self.step(*step).to_owned(),
        };
        action.to.iter().map(one).collect::<Vec<_>>().join("；")
    }

    fn asked(&self, action: &Action, said: &mut Said) {
        let named = |wants: &[Want]| {
            wants.iter().map(|want| self.wanted(action, want)).collect::<Vec<_>>().join("、")
        };
        said.extend(action.row.map(|at| ("针对", format!("“{}”中的一行", self.field(at)))));
        for (label, wants) in [("必须填写", &action.needs), ("可以填写", &action.may)] {
            if !wants.is_empty() {
                said.push((label, named(wants)));
            }
        }
        let filled = action.uses.as_deref().map_or(&[][..], capability::fills);
        let filled: Vec<String> = filled.iter().map(|id| self.names.member(&[], id)).collect();
        if !filled.is_empty() {
            said.push(("由程序填写", filled.join("、")));
        }
        let papers = action.docs.iter().filter_map(|at| self.def.documents.get(usize::from(*at)));
        let papers: Vec<String> = papers
            .map(|paper| match (&paper.template, paper.seal) {
                (Some(_), true) => format!("{}（由程序制作并用印）", paper.name),
                (Some(_), false) => format!("{}（由程序制作）", paper.name),
                (None, _) => format!("{}（须上传）", paper.name),
            })
            .collect();
        if !papers.is_empty() {
            said.push(("文书", papers.join("、")));
        }
    }

    fn wanted(&self, action: &Action, want: &Want) -> String {
        match want {
            Want::Field(at) => self.field(*at).to_owned(),
            Want::Input(at) => {
                action.input.get(usize::from(*at)).map_or_else(String::new, |input| self.input(input))
            }
            Want::RowColumn(at) => {
                let columns = action.row.map_or(&[][..], |row| self.columns(row));
                columns.get(usize::from(*at)).map_or_else(String::new, |column| column.name.clone())
            }
            Want::OwnNumber => "编号".to_owned(),
        }
    }

    /// What is asked for beside the fields of the record; its choices are told nowhere else.
    fn input(&self, input: &Field) -> String {
        match &input.ty {
            FieldType::Choice(_) => format!("{}（{}）", input.name, self.type_word(input)),
            _ => input.name.clone(),
        }
    }

    fn bounds(&self, action: &Action, said: &mut Said) {
        if !action.apart.is_empty() {
            said.push(("不得由同一人办理", format!("办过{}的人不得办理", self.action_names(&action.apart))));
        }
        said.extend(action.times.map(|times| ("次数", format!("最多{times}次"))));
        let within = action.within.iter().map(|at| self.names.limit(*at)).collect::<Vec<_>>().join("、");
        if !within.is_empty() {
            said.push(("须在期限内", within));
        }
        said.extend(action.dated.as_ref().map(|day| ("生效日", self.say(day))));
    }

    fn effects(&self, action: &Action, said: &mut Said) {
        let sets: Vec<String> = action.sets.iter().map(|set| self.set(action, set)).collect();
        if !sets.is_empty() {
            said.push(("随之写入", sets.join("；")));
        }
        if !action.draws.is_empty() {
            said.push(("随之编号", self.field_names(&action.draws)));
        }
        said.extend(action.then.iter().map(|then| ("随之办理", self.then(then))));
        if !action.notify.is_empty() {
            let told = |id: &fadu_base::Name| match self.definitions.roles.contains_key(id) {
                true => self.role(id),
                false => self.names.member(&[], id),
            };
            said.push(("通知", action.notify.iter().map(told).collect::<Vec<_>>().join("、")));
        }
    }

    fn set(&self, action: &Action, set: &Set) -> String {
        let target = match set.target {
            SetTarget::Field(at) => self.field(at).to_owned(),
            SetTarget::RowColumn(at) => {
                let columns = action.row.map_or(&[][..], |row| self.columns(row));
                columns.get(usize::from(at)).map_or_else(String::new, |column| format!("该行{}", column.name))
            }
            SetTarget::Org => "主办单位".to_owned(),
        };
        format!("{target}写为{}", self.say(&set.value))
    }

    /// A command to another record.
    pub fn then(&self, then: &Then) -> String {
        let mut text = match &then.target {
            ThenTarget::Create { ty, action } => {
                let name = self.action_of(std::slice::from_ref(ty), action);
                format!("新办“{}”：{name}", self.names.type_name(ty))
            }
            ThenTarget::On { record, action } => {
                let name = match &record.ty {
                    Ty::Ref(types) => self.action_of(types, action),
                    _ => action.to_string(),
                };
                format!("对{}办理“{name}”", self.say(record))
            }
        };
        if let Some((each, _)) = &then.each {
            text = format!("对{}逐一：{text}", self.say(each));
        }
        match &then.cond {
            Some(cond) => format!("{text}（条件：{}）", self.say(cond)),
            None => text,
        }
    }

    fn action_of(&self, types: &[fadu_base::Name], id: &fadu_base::Name) -> String {
        let own = types.iter().filter_map(|ty| self.definitions.types.get(ty)).filter_map(|all| all.last());
        let found = own.flat_map(|def| def.actions.iter()).find(|action| action.id == *id);
        found.map_or_else(|| id.to_string(), |action| action.name.clone())
    }
}

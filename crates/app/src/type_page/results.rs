//! What comes out of a type and goes into it, in words: publications, indicators, ledgers, the calendar,
//! parameters.

use fadu_definition::expr::explain::Names;
use fadu_definition::{Import, Indicator, Param, Publication, Schedule};
use fadu_engine::text::plain;

use super::{RuleLine, Said, Words};
use crate::figures::rule;

impl Words<'_> {
    pub fn publications(&self) -> Vec<RuleLine> {
        let line = |of: &Publication| RuleLine {
            id: of.id.to_string(),
            name: of.name.clone(),
            article: of.article.clone(),
            said: self.publication_said(of),
            refusals: Vec::new(),
        };
        self.def.publications.iter().map(line).collect()
    }

    fn publication_said(&self, of: &Publication) -> Said {
        let within = of.within.as_ref().map_or_else(|| "当即".to_owned(), |w| format!("{}内", self.say(w)));
        let mut said = vec![("何时公示", format!("{}之后{within}", self.action_names(&of.after)))];
        let who = of.by.as_ref().map_or_else(|| "由程序公示".to_owned(), |role| self.role(role));
        said.push(("谁公示", who));
        said.extend(of.cond.as_ref().map(|cond| ("适用于", self.say(cond))));
        said.push(("公示内容", self.field_names(&of.shows)));
        let until = of.until.as_ref().map_or_else(|| "长期".to_owned(), |until| self.say(until));
        said.push(("公示到", until));
        if !of.off.is_empty() {
            let within = of.off_within.as_ref().map(|w| format!("，{}内", self.say(w))).unwrap_or_default();
            said.push(("撤下", format!("{}之后{within}", self.action_names(&of.off))));
        }
        said.retain(|(_, text)| !text.is_empty());
        said
    }

    pub fn indicators(&self) -> Vec<RuleLine> {
        let line = |of: &std::sync::Arc<Indicator>| {
            let mut said = vec![("口径", rule(self.definitions, of))];
            if !of.unit.is_empty() {
                said.push(("单位", of.unit.clone()));
            }
            said.extend(of.group.as_ref().map(|by| ("分组", self.say(by))));
            said.push(("公开", if of.public { "对外公开" } else { "内部使用" }.to_owned()));
            self.plain(&of.id, &of.name, said)
        };
        self.def.indicators.iter().map(line).collect()
    }

    pub fn imports(&self) -> Vec<RuleLine> {
        let line = |of: &Import| {
            let columns =
                of.columns.iter().map(|(id, heads)| format!("{}←{}", self.named(id), heads.join("或")));
            let key: Vec<String> = of.key.iter().map(|id| self.named(id)).collect();
            let mut said = vec![("每行办理", self.names.action(of.action)), ("以此识别", key.join("、"))];
            said.push(("列名", columns.collect::<Vec<_>>().join("；")));
            said.retain(|(_, text)| !text.is_empty());
            self.plain(&of.name, &of.name, said)
        };
        self.def.imports.iter().map(line).collect()
    }

    /// The Chinese name of a field, an input, or a column `rows.column`.
    fn named(&self, id: &str) -> String {
        match id.split_once('.') {
            Some((rows, column)) => {
                let at = self.def.fields.iter().position(|field| &*field.id == rows);
                let columns = at.and_then(|at| u16::try_from(at).ok()).map_or(&[][..], |at| self.columns(at));
                let column = columns.iter().find(|known| &*known.id == column);
                column.map_or_else(|| id.to_owned(), |column| column.name.clone())
            }
            None if id == "no" => "编号".to_owned(),
            None => self.names.member(&[], id),
        }
    }

    pub fn schedules(&self) -> Vec<RuleLine> {
        let line = |of: &Schedule| {
            let every = match &*of.every {
                "year" => "每年",
                "half" => "每半年",
                "quarter" => "每季度",
                "month" => "每月",
                "week" => "每周",
                _ => "每日",
            };
            let at = of.at.as_deref().map(|at| format!("（{at}）")).unwrap_or_default();
            self.plain(&of.id, every, vec![("时间", format!("{every}{at}")), ("办理", self.then(&of.then))])
        };
        self.def.schedules.iter().map(line).collect()
    }

    /// The parameters that the definition names.
    pub fn params(&self) -> Vec<RuleLine> {
        let named =
            |id: &str| [format!("'{id}'"), format!("\"{id}\"")].iter().any(|id| self.text.contains(id));
        let read = self.definitions.params.iter().filter(|(id, _)| named(id));
        read.map(|(id, param)| self.plain(id, &param.name, param_said(param))).collect()
    }

    fn plain(&self, id: &str, name: &str, said: Said) -> RuleLine {
        let (id, name) = (id.to_owned(), name.to_owned());
        RuleLine { id, name, article: None, said, refusals: Vec::new() }
    }
}

fn param_said(param: &Param) -> Said {
    let value = Some(plain(&param.default)).filter(|text| !text.is_empty());
    let value = value.unwrap_or_else(|| "没有写明".to_owned());
    vec![("没有本地规定时", value), ("依据", param.basis.clone())]
}

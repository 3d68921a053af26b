//! The limits of a type in words: how long, from when, until when, what suspends and extends it, what
//! happens when it has run out.

use fadu_definition::expr::explain::Names;
use fadu_definition::{Limit, Pause};

use super::{RuleLine, Said, Words};

impl Words<'_> {
    pub fn limits(&self) -> Vec<RuleLine> {
        let line = |limit: &Limit| RuleLine {
            id: limit.id.to_string(),
            name: limit.name.clone(),
            article: limit.article.clone(),
            said: self.limit_said(limit),
            refusals: Vec::new(),
        };
        self.def.limits.iter().map(line).collect()
    }

    fn limit_said(&self, limit: &Limit) -> Said {
        let mut said = vec![("期限", self.say(&limit.length)), ("起算", self.starts(limit))];
        said.push(("结束", self.ends(limit)));
        said.extend(limit.when.as_ref().map(|when| ("适用于", self.say(when))));
        said.extend(limit.each.map(|at| ("逐行计算", format!("“{}”的每一行", self.field(at)))));
        said.extend(limit.pauses.iter().map(|pause| ("中止计算", self.pause(pause))));
        for (action, by) in &limit.extends {
            said.push(("延长", format!("{}：加{}", self.names.action(*action), self.say(by))));
        }
        if !limit.roll {
            said.push(("届满日遇休息日", "不顺延".to_owned()));
        }
        said.extend(limit.lapse.map(|at| ("届满的后果", format!("视为{}", self.names.action(at)))));
        for (percent, roles) in &limit.alarm {
            said.push(("提醒", format!("用去百分之{percent}时告知{}", self.roles(roles))));
        }
        said
    }

    fn starts(&self, limit: &Limit) -> String {
        let after = self.action_names(&limit.starts);
        match (&limit.from, after.is_empty()) {
            (Some(from), true) => format!("从{}起", self.say(from)),
            (Some(from), false) => format!("{after}之后，从{}起", self.say(from)),
            (None, true) => "从记录建立起".to_owned(),
            (None, false) => format!("从{after}之日起"),
        }
    }

    fn ends(&self, limit: &Limit) -> String {
        let by = self.action_names(&limit.ends);
        match (&limit.until, by.is_empty()) {
            (Some(until), true) => format!("有{}时", self.say(until)),
            (Some(until), false) => format!("{by}，或者有{}时", self.say(until)),
            (None, true) => "事项结束时".to_owned(),
            (None, false) => format!("{by}之日"),
        }
    }

    fn pause(&self, pause: &Pause) -> String {
        match pause {
            Pause::Actions { start, end } => {
                format!("从{}到{}", self.action_names(start), self.action_names(end))
            }
            Pause::Rows { rows, from, to } => {
                let column = |at: u16| {
                    self.columns(*rows).get(usize::from(at)).map_or("", |column| column.name.as_str())
                };
                format!("“{}”中从{}到{}", self.field(*rows), column(*from), column(*to))
            }
        }
    }
}

//! `fadu account`: opens or resets an account by whoever has the machine: the way to the first
//! administrator, and back in when all administrators are locked out.

use std::process::ExitCode;

use fadu_app::Failure;

use crate::args::{Account, AccountDoes};

pub fn run(args: &Account) -> Result<ExitCode, Failure> {
    let district = super::district(&args.data)?;
    let done = match (args.does, &args.person) {
        (AccountDoes::Open, Some(person)) => district.open_account_here(&args.login, person)?,
        (AccountDoes::Open, None) => return Err(Failure::setup("请用 --person 写明为谁开立账号")),
        (AccountDoes::Reset, _) => district.reset_account_here(&args.login)?,
    };
    match done {
        Ok(first) => {
            say!("登录名：{}", first.login);
            say!("初始口令：{}", first.password);
            say!("口令只显示这一次，首次登录时须更改，并在手机上绑定动态码");
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            say!("不能办理：{}", why.0);
            Ok(ExitCode::FAILURE)
        }
    }
}

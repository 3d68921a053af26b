//! `fadu init`: an empty district.

use std::process::ExitCode;

use fadu_app::{District, Failure, Identity};

use crate::args::Init;

pub fn run(args: &Init) -> Result<ExitCode, Failure> {
    let identity = Identity::new(&args.district, &args.name)?;
    District::create(&args.data.data, super::catalog(&args.data)?, identity)?;
    say!("已新建 {} ({}) 的数据文件夹：{}", args.name, args.district, args.data.data.display());
    say!("下一步：fadu import --data {} 台账文件夹", args.data.data.display());
    Ok(ExitCode::SUCCESS)
}

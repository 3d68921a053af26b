//! `fadu verify`: the chain, the projections against replay, the attachments.

use std::process::ExitCode;

use fadu_app::Failure;

use crate::args::Verify;

/// At most so many findings are listed; their number is always said.
const LISTED: usize = 20;

pub fn run(args: &Verify) -> Result<ExitCode, Failure> {
    let district = super::district(&args.data)?;
    let verified = district.verify(args.chain)?;
    say!("核验记录 {} 条，事件 {} 个", verified.records, verified.events);
    for undefined in &verified.undefined {
        say!("没有办理规程，只核验了哈希链：{undefined}");
    }
    if verified.found == 0 {
        say!("{}", if args.chain { "哈希链完好" } else { "流水、投影、附件完好" });
        return Ok(ExitCode::SUCCESS);
    }
    for finding in verified.findings.iter().take(LISTED) {
        say!("发现改动：{finding}");
    }
    say!("共发现 {} 处", verified.found);
    Ok(ExitCode::FAILURE)
}

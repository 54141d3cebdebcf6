package audit

// verdict is what a check says of a row.
type verdict struct {
	state    State
	evidence []Evidence
	needs    string // what is missing for done
}

// check decides a row by what stands in the tree. A file that merely has the right name is no
// evidence: checks look at content.
type check func(f *facts, row *Row) verdict

// checks are all checks by the name that the definition knows them by. One file has a check, or
// a family of checks over the same facts.
var checks = map[string]check{
	"audit-pack":                 checkAuditPack,
	"audit-pack-linked":          checkAuditPackLinked,
	"dependabot-config":          checkDependabot,
	"invariants-declared":        checkInvariantsDeclared,
	"milestone-table":            checkMilestoneTable,
	"package-manager-researched": checkPackageManager,
	"pre-commit-config":          checkPreCommitConfig,
	"pre-commit-documented":      checkPreCommitDocumented,
	"pre-commit-hooks":           checkPreCommitHooks,
	"recovery-protocol":          checkRecoveryProtocol,
	"refactor-complete":          checkRefactorComplete,
	"refactor-current":           checkRefactorCurrent,
	"refactor-populated":         checkRefactorPopulated,
	"sbom-present":               checkSBOMPresent,
	"sbom-valid":                 checkSBOMValid,
	"secrets":                    checkSecrets,
	"security-score":             checkSecurityScore,
	"third-party-outdated":       checkThirdPartyOutdated,
	"third-party-script":         checkThirdPartyScript,
	"third-party-table":          checkThirdPartyTable,
	"tool-log":                   checkToolLog,
	"tool-log-complete":          checkToolLogComplete,
}

// done, partly and missing make the three verdicts that a check gives.
func done(evidence ...Evidence) verdict { return verdict{state: Done, evidence: evidence} }

func partly(needs string, evidence ...Evidence) verdict {
	return verdict{state: Partial, evidence: evidence, needs: needs}
}

func missing(needs string, evidence ...Evidence) verdict {
	return verdict{state: NotDone, evidence: evidence, needs: needs}
}

// unknown is the verdict where the tree can't show it, whatever else it shows.
func unknown(needs string, evidence ...Evidence) verdict {
	return verdict{state: Unseen, evidence: evidence, needs: needs}
}

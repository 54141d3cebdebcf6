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
	"abi-check-in-ci":            checkABIInCI,
	"actionlint-clean":           checkActionlintClean,
	"actionlint-workflow":        checkActionlintWorkflow,
	"acyclic":                    checkAcyclic,
	"always":                     checkAlways,
	"audit-pack":                 checkAuditPack,
	"audit-pack-linked":          checkAuditPackLinked,
	"branch-refs":                checkBranchRefs,
	"compatibility-preserved":    checkCompatibility,
	"continue-on-error":          checkContinueOnError,
	"coupling-held":              checkCouplingHeld,
	"coverage-enforced":          checkCoverage,
	"critical-workflows":         checkCriticalWorkflows,
	"cross-version-fails":        checkCrossVersionFails,
	"cross-version-same":         checkCrossVersionSame,
	"cross-version-test":         checkCrossVersionTest,
	"dependabot-config":          checkDependabot,
	"deprecation-check-in-ci":    checkDeprecationInCI,
	"determinism-harness":        checkDeterminism,
	"doctest-coverage":           checkDoctest,
	"fails-loudly":               checkFailsLoudly,
	"flakes-tracked":             checkFlakesTracked,
	"import-smoke-in-ci":         checkImportSmokeInCI,
	"import-smoke-static":        checkImportSmokeStatic,
	"import-smoke-test":          checkImportSmokeTest,
	"invariant":                  checkInvariant,
	"invariant-coverage":         checkInvariantCoverage,
	"invariants-declared":        checkInvariantsDeclared,
	"lint-enforced":              checkLintEnforced,
	"memory-test":                checkMemoryTest,
	"milestone-table":            checkMilestoneTable,
	"mutable-tags":               checkMutableTags,
	"package-manager-researched": checkPackageManager,
	"performance-gate":           checkPerformanceGate,
	"pin-comments":               checkPinComments,
	"pre-commit-config":          checkPreCommitConfig,
	"pre-commit-documented":      checkPreCommitDocumented,
	"pre-commit-hooks":           checkPreCommitHooks,
	"protocol-checked":           checkProtocolChecked,
	"protocol-constant":          checkProtocolConstant,
	"protocol-mixed-test":        checkProtocolMixedTest,
	"recovery-protocol":          checkRecoveryProtocol,
	"refactor-complete":          checkRefactorComplete,
	"refactor-current":           checkRefactorCurrent,
	"refactor-populated":         checkRefactorPopulated,
	"sbom-present":               checkSBOMPresent,
	"sbom-valid":                 checkSBOMValid,
	"secrets":                    checkSecrets,
	"security-score":             checkSecurityScore,
	"state-dict-test":            checkStateDictTest,
	"third-party-cron":           checkThirdPartyCron,
	"third-party-outdated":       checkThirdPartyOutdated,
	"third-party-script":         checkThirdPartyScript,
	"third-party-table":          checkThirdPartyTable,
	"tool-log":                   checkToolLog,
	"tool-log-complete":          checkToolLogComplete,
	"torch-coupling":             checkTorchCoupling,
	"torchscript-models":         checkTorchScriptModels,
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

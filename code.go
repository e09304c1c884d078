package farol

// Code names a kind of error for programs and for the guide. A code, once published, keeps its meaning.
type Code string

// The registered codes. docs/guide/errors.md explains each; a test holds the two together.
const (
	// CodeInternal is a fault of Farol itself.
	CodeInternal Code = "internal"

	// Project files.
	CodeNoProject     Code = "no-project"      // no farol.yaml in the folder
	CodeYAML          Code = "yaml-syntax"     // the file is not YAML
	CodeUnknownField  Code = "unknown-field"   // a key that the resource does not have
	CodeMissingField  Code = "missing-field"   // a key that the resource must have
	CodeBadValue      Code = "bad-value"       // a value of the wrong type or outside its choices
	CodeUnknownName   Code = "unknown-name"    // a reference to a resource, column, measure or page that does not exist
	CodeDuplicateName Code = "duplicate-name"  // two resources or keys of one name
	CodeCycle         Code = "cycle"           // models that depend on each other
	CodeBadSQL        Code = "bad-sql"         // SQL that does not parse
	CodeForbiddenSQL  Code = "forbidden-sql"   // SQL that is more than one SELECT over known tables
	CodeNoTenant      Code = "no-tenant"       // a metrics view with neither tenant nor shared
	CodeTenantLeak    Code = "tenant-leak"     // a shared view over a table that holds a tenant's column
	CodeUnset         Code = "unset-reference" // ${env:} or ${secret:} without a value

	// Reading sources.
	CodeNoFiles       Code = "no-files"           // a path that matches nothing
	CodeUnreadable    Code = "unreadable-file"    // damaged, truncated or of an unknown format
	CodeTooLarge      Code = "too-large"          // beyond a stated limit
	CodeBadEncoding   Code = "bad-encoding"       // bytes that are not text in the detected or stated encoding
	CodeBadHeader     Code = "bad-header"         // duplicated or missing header names
	CodeMissingColumn Code = "missing-column"     // a column of the contract that the file lacks
	CodeBadCell       Code = "bad-cell"           // a value that is not of its column's type
	CodeRaggedRow     Code = "ragged-row"         // a row with too few or too many cells
	CodeMissingValue  Code = "missing-value"      // a required value that is blank
	CodeMissingKey    Code = "missing-key"        // a row without its key
	CodeDuplicateKey  Code = "duplicate-key"      // a key twice in one load
	CodeAmbiguousDate Code = "ambiguous-date"     // day and month cannot be told apart
	CodeAmbiguousNum  Code = "ambiguous-number"   // a mark that may divide thousands or begin decimals
	CodeDamagedID     Code = "damaged-identifier" // an id that a spreadsheet rounded
	CodeTooManyReject Code = "too-many-rejects"   // more rejected rows than stop_above allows
	CodeUnsafePath    Code = "unsafe-path"        // a path that leaves the folder it must stay in

	// Running.
	CodeRunning     Code = "already-running" // another run has the pipeline
	CodeLocked      Code = "locked"          // another process has the warehouse
	CodeCheckFailed Code = "check-failed"    // a check on a table does not hold
	CodeStepFailed  Code = "step-failed"     // a step's SQL failed
	CodeCancelled   Code = "cancelled"       // stopped on request
	CodeDiskFull    Code = "disk-full"       // no space left

	// Matching.
	CodeNoEvidence Code = "no-evidence" // nothing in the files tells records apart

	// Forecasting.
	CodeNoForecast Code = "no-forecast" // the past cannot carry what was asked of it

	// Asking.
	CodeNotBuilt    Code = "not-built"    // the table has no published version yet
	CodeBadQuery    Code = "bad-query"    // a question that has no meaning here
	CodeNotAcross   Code = "not-across"   // a measure that would lie when summed over a dimension
	CodeNoAttribute Code = "no-attribute" // the user lacks an attribute that a row filter needs
	CodeForbidden   Code = "forbidden"    // the role does not allow it
	CodeSignedOut   Code = "signed-out"   // no valid session or token
	CodeBadLogin    Code = "bad-login"    // user or password is wrong
	CodeThrottled   Code = "throttled"    // too many attempts
	CodeNotFound    Code = "not-found"    // no such thing, or not for this user
	CodeConflict    Code = "conflict"     // it exists already or has changed
	CodeBadRequest  Code = "bad-request"  // a request that does not fit the API
	CodeUsage       Code = "usage"        // a command line that does not fit
)

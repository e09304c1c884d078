package access

import (
	"github.com/farol-kpi/farol/metric"
)

// Identity is somebody who asks.
type Identity struct {
	User       string            `json:"user"` // the log-in name
	Name       string            `json:"name"`
	Roles      []string          `json:"roles"`
	Attributes map[string]string `json:"attributes"`
	Language   string            `json:"language"`
	Via        string            `json:"via"` // session, token, local
}

// Policy is access.yaml: what each role may see.
type Policy struct {
	Roles map[string]Role `yaml:"roles"`
	File  string          `yaml:"-"`
	Lines map[string]int  `yaml:"-"` // line of each role
}

// Role is one role of the policy.
type Role struct {
	Description string             `yaml:"description"`
	Admin       bool               `yaml:"admin"`   // may manage users and tokens and see runs
	AllPages    bool               `yaml:"-"`       // pages: all
	Pages       []string           `yaml:"-"`       // pages: [a, b]
	AllRows     bool               `yaml:"-"`       // rows: all
	Rows        map[string]RowRule `yaml:"-"`       // column: rule; all must hold
	AllEntities bool               `yaml:"-"`       // entities: all
	Entities    []string           `yaml:"-"`       // entities: [a, b]; only with rows: all
	Review      bool               `yaml:"review"`  // may decide whether records of those entities are the same
	Explore     *bool              `yaml:"explore"` // may ask free questions; true when absent
	Export      *bool              `yaml:"export"`  // true when absent
}

// RowRule keeps the rows whose column equals the user's attribute, or one of fixed values.
type RowRule struct {
	Attribute string   `yaml:"attribute"`
	Values    []string `yaml:"values"`
}

// Entitlement is what one identity may see, resolved. The zero value may see nothing.
type Entitlement struct {
	Identity Identity
	Admin    bool
	Explore  bool
	Export   bool
	AllPages bool
	Pages    []string
	AllRows  bool
	// Entities are those whose records and matches may be seen, unfiltered: the value says whether matches may be decided too. All of them
	// stand under the empty name.
	Entities map[string]bool
	// Rows has the filters on columns; each alternative comes from one role, and a row that passes any alternative is seen.
	Rows [][]metric.Filter
	// Key says what may be seen and not who sees it: two entitlements of one key may see the same pages and rows (invariant 8).
	Key string
}

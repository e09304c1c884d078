package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/metric"
)

// viaLocal marks the operator at the machine, who may see everything. Nothing that comes over the network may carry it.
const viaLocal = "local"

// AdminRole is the role of an administrator where the policy names none: it manages users and sees no rows and no pages.
const AdminRole = "farol-admin"

// Local is the operator at the machine: whoever may read the warehouse's file.
func Local() Identity {
	return Identity{User: "local", Name: "Local operator", Via: viaLocal}
}

// As gives a user's identity for the local operator, who wants to see what the user sees. A disabled user sees nothing: CodeForbidden.
func (s *Service) As(ctx context.Context, user string) (Identity, error) {
	u, err := s.UserByName(ctx, user)
	if err != nil {
		return Identity{}, err
	}
	if u.Disabled {
		return Identity{}, farol.Errorf(farol.CodeForbidden, "the user %q is disabled and sees nothing", u.User).
			Hint("let them in again with: farol user set %s --enable", u.User)
	}
	return u.identity("as"), nil
}

// Resolve gives what an identity may see: the union of its roles. A role that the policy lacks gives nothing.
//
// Invariant 6: an attribute that a role needs and the user lacks is an error, also where another role would show more.
func Resolve(p Policy, id Identity) (Entitlement, error) {
	e := Entitlement{Identity: id, Admin: p.administers(id.Roles)}
	if id.Via == viaLocal {
		e.Admin, e.Explore, e.Export, e.AllPages, e.AllRows = true, true, true, true, true
		e.Entities = map[string]bool{everyEntity: true}
		e.Key = key(e)
		return e, nil
	}
	for _, name := range unique(id.Roles) {
		role, ok := p.Roles[name]
		if !ok {
			continue
		}
		e.Explore = e.Explore || role.Explore == nil || *role.Explore
		e.Export = e.Export || role.Export == nil || *role.Export
		e.AllPages = e.AllPages || role.AllPages
		e.Pages = append(e.Pages, role.Pages...)
		if role.AllRows {
			e.AllRows = true
			e.addEntities(role)
			continue
		}
		// No rule at all would be a condition that always holds: such a role sees no row.
		if len(role.Rows) == 0 {
			continue
		}
		alternative, err := conjunction(p, name, role, id)
		if err != nil {
			return Entitlement{Identity: id}, err
		}
		e.Rows = append(e.Rows, alternative)
	}
	e.Pages = unique(e.Pages)
	if e.AllPages {
		e.Pages = nil
	}
	e.Rows = simplest(e.Rows)
	if e.AllRows {
		e.Rows = nil
	}
	e.Key = key(e)
	return e, nil
}

// conjunction gives the filters of one role, in the order of their columns.
func conjunction(p Policy, name string, role Role, id Identity) ([]metric.Filter, error) {
	columns := make([]string, 0, len(role.Rows))
	for column := range role.Rows {
		columns = append(columns, column)
	}
	sort.Strings(columns)
	var filters []metric.Filter
	for _, column := range columns {
		rule := role.Rows[column]
		values := unique(rule.Values)
		if rule.Attribute != "" {
			value := id.Attributes[rule.Attribute]
			if value == "" {
				return nil, farol.Errorf(farol.CodeNoAttribute, "user %q has no %s, which the role %q needs", id.User, rule.Attribute, name).
					Hint("an administrator can set it: farol user set %s --attribute %s=VALUE", id.User, rule.Attribute)
			}
			values = []string{value}
		}
		if len(values) == 0 {
			return nil, farol.Errorf(farol.CodeBadValue, "the rule on %s of the role %q states neither attribute nor values", column, name).
				At(p.File, p.Lines[name]).Hint("write %s: {attribute: NAME} or {values: [A, B]}", column)
		}
		f := metric.Filter{Column: column, Op: metric.In}
		for _, v := range values {
			f.Values = append(f.Values, v)
		}
		filters = append(filters, f)
	}
	return filters, nil
}

// simplest drops each alternative that another one holds, and puts the rest in one order, so that equal rights have equal keys.
func simplest(alternatives [][]metric.Filter) [][]metric.Filter {
	sort.Slice(alternatives, func(i, j int) bool { return spelled(alternatives[i]) < spelled(alternatives[j]) })
	alternatives = slices.CompactFunc(alternatives, func(a, b []metric.Filter) bool { return spelled(a) == spelled(b) })
	var kept [][]metric.Filter
	for i, a := range alternatives {
		held := false
		for j, b := range alternatives {
			held = held || (i != j && within(a, b))
		}
		if !held {
			kept = append(kept, a)
		}
	}
	return kept
}

// within tells that every row that passes a passes b: each filter of b is met by a narrower or equal one of a.
func within(a, b []metric.Filter) bool {
	for _, wide := range b {
		met := false
		for _, narrow := range a {
			inside := narrow.Column == wide.Column
			for _, v := range narrow.Values {
				inside = inside && slices.Contains(wide.Values, v)
			}
			met = met || inside
		}
		if !met {
			return false
		}
	}
	return true
}

func spelled(v any) string {
	b, _ := json.Marshal(v) // filters of strings always encode
	return string(b)
}

// key is the SHA-256 of what may be seen; who sees it is left out, so that colleagues share what is remembered (invariant 8).
func key(e Entitlement) string {
	sum := sha256.Sum256([]byte(spelled([]any{e.AllPages, e.Pages, e.AllRows, e.Rows})))
	return hex.EncodeToString(sum[:])
}

func unique(list []string) []string {
	out := slices.Clone(list)
	sort.Strings(out)
	return slices.Compact(out)
}

// MaySeePage tells whether the entitlement has the page.
func (e Entitlement) MaySeePage(name string) bool {
	return e.AllPages || slices.Contains(e.Pages, name)
}

// everyEntity stands for all entities.
const everyEntity = ""

// addEntities adds the entities of a role that sees all rows. Records of an entity are not kept apart by tenant, so a role that sees some
// rows sees none of them, whatever it states (invariant 6).
func (e *Entitlement) addEntities(role Role) {
	names := role.Entities
	if role.AllEntities {
		names = []string{everyEntity}
	}
	for _, name := range names {
		if e.Entities == nil {
			e.Entities = map[string]bool{}
		}
		e.Entities[name] = e.Entities[name] || role.Review
	}
}

// MaySeeEntity tells whether the records and matches of an entity may be seen.
func (e Entitlement) MaySeeEntity(name string) bool {
	_, all := e.Entities[everyEntity]
	_, one := e.Entities[name]
	return all || one
}

// MayReview tells whether the matches of an entity may be decided.
func (e Entitlement) MayReview(name string) bool {
	return e.Entities[everyEntity] || e.Entities[name]
}

// administers tells whether one of the roles may manage users.
func (p Policy) administers(roles []string) bool {
	return slices.ContainsFunc(roles, func(name string) bool {
		role, known := p.Roles[name]
		return role.Admin || !known && name == AdminRole
	})
}

// FirstRoles gives the roles of the first administrator: the policy's administrator that sees most, or AdminRole.
func (p Policy) FirstRoles() []string {
	best, score := AdminRole, -1
	for _, name := range p.roleNames() {
		role := p.Roles[name]
		n := 0
		if role.AllRows {
			n += 2
		}
		if role.AllPages {
			n++
		}
		if role.Admin && n > score {
			best, score = name, n
		}
	}
	return []string{best}
}

// CheckRoles refuses a role that the policy lacks.
func (p Policy) CheckRoles(roles []string) error {
	for _, name := range roles {
		if _, ok := p.Roles[name]; !ok && name != AdminRole {
			return farol.Errorf(farol.CodeUnknownName, "there is no role %q", name).
				Hint("the roles are %s", strings.Join(append(p.roleNames(), AdminRole), ", "))
		}
	}
	return nil
}

// CheckAttributes refuses an attribute that no role's row filter uses: misspelled, it would leave the user without what the role needs.
func (p Policy) CheckAttributes(attributes map[string]string) error {
	var used []string
	for _, role := range p.Roles {
		for _, rule := range role.Rows {
			if rule.Attribute != "" {
				used = append(used, rule.Attribute)
			}
		}
	}
	used = unique(used)
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if slices.Contains(used, name) {
			continue
		}
		err := farol.Errorf(farol.CodeUnknownName, "no role filters rows by an attribute %q", name)
		found := near.Nearest(name, used)
		switch {
		case len(found) > 0:
			return err.Hint("did you mean %s?", strings.Join(found, " or "))
		case len(used) > 0:
			return err.Hint("the attributes are %s", strings.Join(used, ", "))
		}
		return err.Hint("no role uses attributes: a role with rows: {COLUMN: {attribute: %s}} in access.yaml would", name)
	}
	return nil
}

func (p Policy) roleNames() []string {
	names := make([]string, 0, len(p.Roles))
	for name := range p.Roles {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

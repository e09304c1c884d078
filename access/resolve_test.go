package access

import (
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/google/go-cmp/cmp"
)

var no = false

var policy = Policy{Roles: map[string]Role{
	"agent":   {Pages: []string{"home", "ads"}, Rows: map[string]RowRule{"agency_id": {Attribute: "agency_id"}}},
	"north":   {Pages: []string{"market"}, Rows: map[string]RowRule{"region": {Values: []string{"PRT", "BRG"}}}, Export: &no},
	"porto":   {Rows: map[string]RowRule{"region": {Values: []string{"PRT"}}, "kind": {Values: []string{"flat"}}}},
	"analyst": {AllPages: true, AllRows: true},
	"clerk":   {Admin: true, Explore: &no, Export: &no, Pages: []string{"home"}},
	"empty":   {Rows: map[string]RowRule{"region": {}}},
}}

func someone(attributes map[string]string, roles ...string) Identity {
	return Identity{User: "ana", Roles: roles, Attributes: attributes, Via: "session"}
}

func in(column string, values ...any) metric.Filter {
	return metric.Filter{Column: column, Op: metric.In, Values: values}
}

func TestResolve(t *testing.T) {
	seven := map[string]string{"agency_id": "7"}
	for name, c := range map[string]struct {
		id   Identity
		want Entitlement
	}{
		"no role sees nothing":      {someone(nil), Entitlement{}},
		"an unknown role, nothing":  {someone(nil, "gone"), Entitlement{}},
		"one role":                  {someone(seven, "agent"), Entitlement{Explore: true, Export: true, Pages: []string{"ads", "home"}, Rows: [][]metric.Filter{{in("agency_id", "7")}}}},
		"two roles are a union":     {someone(seven, "north", "agent"), Entitlement{Explore: true, Export: true, Pages: []string{"ads", "home", "market"}, Rows: [][]metric.Filter{{in("agency_id", "7")}, {in("region", "BRG", "PRT")}}}},
		"all rows hold any":         {someone(seven, "agent", "analyst"), Entitlement{Explore: true, Export: true, AllPages: true, AllRows: true}},
		"a narrower one is dropped": {someone(nil, "porto", "north"), Entitlement{Explore: true, Export: true, Pages: []string{"market"}, Rows: [][]metric.Filter{{in("region", "BRG", "PRT")}}}},
		"no rule is no row":         {someone(nil, "clerk"), Entitlement{Admin: true, Pages: []string{"home"}}},
		"the built-in one, no row":  {someone(nil, AdminRole), Entitlement{Admin: true}},
		"the operator":              {Local(), Entitlement{Admin: true, Explore: true, Export: true, AllPages: true, AllRows: true, Entities: map[string]bool{everyEntity: true}}},
		"a user named local is not": {Identity{User: "local", Via: "session"}, Entitlement{}},
	} {
		got, err := Resolve(policy, c.id)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Key == "" {
			t.Errorf("%s: no key", name)
		}
		got.Key, got.Identity = "", Identity{}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Invariant 6: a missing attribute is an error and shows nothing, never everything.
func TestInvariant6MissingAttributeIsAnError(t *testing.T) {
	for _, attributes := range []map[string]string{nil, {}, {"agency_id": ""}, {"agency": "7"}} {
		for _, roles := range [][]string{{"agent"}, {"agent", "north"}, {"agent", "analyst"}} {
			e, err := Resolve(policy, someone(attributes, roles...))
			wantCode(t, err, farol.CodeNoAttribute)
			if e.AllRows || e.AllPages || e.Rows != nil || e.Pages != nil || e.Admin || e.Key != "" {
				t.Errorf("%v %v sees %+v", roles, attributes, e)
			}
		}
	}
	_, err := Resolve(policy, someone(nil, "empty"))
	wantCode(t, err, farol.CodeBadValue)
}

// Invariant 8: the key holds what may be seen, and nothing else.
func TestInvariant8KeyIsWhatMayBeSeen(t *testing.T) {
	key := func(id Identity) string {
		e, err := Resolve(policy, id)
		if err != nil {
			t.Fatal(err)
		}
		return e.Key
	}
	a := someone(map[string]string{"agency_id": "7", "shoe": "42"}, "north", "agent", "north")
	b := someone(map[string]string{"agency_id": "7"}, "agent", "north")
	b.User, b.Name, b.Language = "rui", "Rui", "pt"
	if key(a) != key(b) {
		t.Error("two who see the same have two keys")
	}
	seen := map[string]Identity{}
	for _, id := range []Identity{
		someone(nil), someone(nil, "clerk"), someone(nil, "north"), someone(nil, "porto"), someone(nil, "analyst"),
		someone(map[string]string{"agency_id": "7"}, "agent"), someone(map[string]string{"agency_id": "8"}, "agent"),
		someone(map[string]string{"agency_id": "7"}, "agent", "north"),
	} {
		if other, ok := seen[key(id)]; ok {
			t.Errorf("%v and %v share a key", id.Roles, other.Roles)
		}
		seen[key(id)] = id
	}
}

func TestFirstRoles(t *testing.T) {
	if got := policy.FirstRoles(); got[0] != "clerk" {
		t.Errorf("got %v", got)
	}
	if got := (Policy{}).FirstRoles(); got[0] != AdminRole {
		t.Errorf("got %v", got)
	}
	if err := policy.CheckRoles([]string{"agent", AdminRole}); err != nil {
		t.Error(err)
	}
	wantCode(t, policy.CheckRoles([]string{"agnet"}), farol.CodeUnknownName)
}

// An attribute that no row filter uses is refused before it can leave somebody without what their role needs.
func TestCheckAttributes(t *testing.T) {
	p := Policy{Roles: map[string]Role{
		"agent": {Rows: map[string]RowRule{"agency_id": {Attribute: "agency_id"}}},
		"all":   {AllRows: true},
	}}
	if err := p.CheckAttributes(map[string]string{"agency_id": "7"}); err != nil {
		t.Error(err)
	}
	for name, hint := range map[string]string{"agencyid": "did you mean agency_id?", "colour": "the attributes are agency_id"} {
		err := p.CheckAttributes(map[string]string{name: "7"})
		if found := farol.AsErrors(err); len(found) != 1 || found[0].Code != farol.CodeUnknownName || found[0].Advice != hint {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (Policy{}).CheckAttributes(map[string]string{"a": "7"}); err == nil {
		t.Error("an attribute is taken where no role uses any")
	}
}

// Records of an entity are not kept apart by tenant, so only a role that sees all rows shows them, whatever the policy states.
func TestEntitiesNeedAllRows(t *testing.T) {
	p := Policy{Roles: map[string]Role{
		"operator": {AllRows: true, Entities: []string{"firm", "person"}},
		"reviewer": {AllRows: true, Entities: []string{"firm"}, Review: true},
		"chief":    {AllRows: true, AllEntities: true},
		"customer": {Rows: map[string]RowRule{"owner": {Values: []string{"x"}}}, AllEntities: true, Review: true},
		"none":     {AllEntities: true, Review: true},
	}}
	for _, c := range []struct {
		roles    []string
		sees     string
		mayJudge string
	}{
		{[]string{"operator"}, "firm person", ""},
		{[]string{"reviewer"}, "firm", "firm"},
		{[]string{"operator", "reviewer"}, "firm person", "firm"},
		{[]string{"chief"}, "firm person other", ""},
		{[]string{"chief", "reviewer"}, "firm person other", "firm"},
		{[]string{"customer"}, "", ""},
		{[]string{"none"}, "", ""},
		{[]string{"customer", "operator"}, "firm person", ""},
	} {
		e, err := Resolve(p, Identity{User: "u", Roles: c.roles})
		if err != nil {
			t.Fatal(err)
		}
		var sees, judges []string
		for _, name := range []string{"firm", "person", "other"} {
			if e.MaySeeEntity(name) {
				sees = append(sees, name)
			}
			if e.MayReview(name) {
				judges = append(judges, name)
			}
		}
		if got := strings.Join(sees, " "); got != c.sees {
			t.Errorf("%v see %q, want %q", c.roles, got, c.sees)
		}
		if got := strings.Join(judges, " "); got != c.mayJudge {
			t.Errorf("%v judge %q, want %q", c.roles, got, c.mayJudge)
		}
	}
}

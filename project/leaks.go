package project

import (
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// tenantLeaks reports what everybody could read although it holds a tenant's rows: shared views over, and look-ups in, tables that have
// a column by which rows are kept apart.
func tenantLeaks(p *Project, schemas map[string]farol.Schema) (errs farol.Errors) {
	owned := tenantColumns(p)
	for _, v := range p.Views {
		errs = append(errs, leaksOf(p, v, schemas, owned)...)
	}
	return errs
}

// leaksOf reports what one view would show to everybody.
func leaksOf(p *Project, v *metric.View, schemas map[string]farol.Schema, owned map[string]string) (errs farol.Errors) {
	fail := func(at spot, hint, format string, args ...any) {
		errs = append(errs, farol.Errorf(farol.CodeTenantLeak, format, args...).AtColumn(v.File, at.line, at.column).Hint("%s", hint))
	}
	root := p.roots[v.File]
	if e, tenants, golden := mixed(p, v.Table, schemas, owned); v.Shared && len(tenants) > 0 || len(golden) > 0 {
		at := "tenant"
		if v.Shared {
			at = "shared"
		}
		fail(root.keySpot(at), unmixed, "the view %q reads %q, where records of all tenants meet: the records of %q have the column %q, which keeps them apart (%s)",
			v.Name, v.Table, e.Name, tenants[0], owned[tenants[0]])
	} else if v.Shared && v.Tenant == "" {
		for _, name := range tenantsOf(schemas[v.Table], owned) {
			fail(root.keySpot("shared"), "write tenant: "+name+", or share a model without that column",
				"the shared view %q reads %q, whose column %q keeps tenants apart (%s)", v.Name, v.Table, name, owned[name])
			break
		}
	}
	if v.Ahead != nil {
		return errs // The names that it shows are looked up as those of the view that it is made of.
	}
	stated := entriesOf(root.get("dimensions"))
	for i, d := range v.Dimensions {
		look, at := d.Lookup, root.keySpot("dimensions")
		if look == nil {
			continue
		}
		if i < len(stated) {
			at = stated[i].value.keySpot("lookup")
		}
		if e, tenants, _ := mixed(p, look.Table, schemas, owned); len(tenants) > 0 {
			fail(at, unmixed, "names are looked up in %q, where records of all tenants meet: the records of %q have the column %q, which keeps them apart (%s)",
				look.Table, e.Name, tenants[0], owned[tenants[0]])
			continue
		}
		tenants := tenantsOf(schemas[look.Table], owned)
		if len(tenants) == 0 || v.Tenant != "" && slices.Contains(tenants, strings.ToLower(v.Tenant)) {
			continue
		}
		fail(at, "look names up in a table without that column, or with the view's own tenant column",
			"the look-up table %q has the column %q, which keeps tenants apart (%s), but not the tenant of %q", look.Table, tenants[0],
			owned[tenants[0]], v.Name)
	}
	return errs
}

const unmixed = "match a model without that column, if tenants may share what is in its records, or take the view out"

// mixed tells of a table that an entity makes by which columns the records are kept apart from which it is made, and by which of them a role
// would be let at its golden records. No column keeps apart what is found of records of several tenants: a golden record of one tenant has values that another's
// records said, and a member or a value says nothing of whose it is.
func mixed(p *Project, table string, schemas map[string]farol.Schema, owned map[string]string) (e *Entity, tenants, golden []string) {
	if e = p.Maker(table); e == nil {
		return nil, nil, nil
	}
	var records []farol.Schema
	for _, name := range e.Records {
		records = append(records, schemas[name])
		tenants = append(tenants, tenantsOf(schemas[name], owned)...)
	}
	if table != e.Name {
		return e, tenants, nil
	}
	filtered := map[string]string{}
	for name, role := range p.Policy.Roles {
		for column := range role.Rows {
			filtered[strings.ToLower(column)] = name
		}
	}
	return e, tenants, tenantsOf(p.FieldsOf(e, records), filtered)
}

// tenantColumns lists the columns that keep rows apart, each with where that is said.
func tenantColumns(p *Project) map[string]string {
	owned := map[string]string{}
	for name, role := range p.Policy.Roles {
		for column := range role.Rows {
			column = strings.ToLower(column)
			if said := "role " + name; owned[column] == "" || said < owned[column] {
				owned[column] = said
			}
		}
	}
	for _, v := range p.Views {
		if v.Tenant != "" {
			owned[strings.ToLower(v.Tenant)] = "tenant of " + v.Name
		}
	}
	return owned
}

// tenantsOf lists the columns of a schema that keep rows apart.
func tenantsOf(schema farol.Schema, owned map[string]string) (names []string) {
	for _, c := range schema {
		if owned[strings.ToLower(c.Name)] != "" {
			names = append(names, strings.ToLower(c.Name))
		}
	}
	return names
}

// checkStatedLeaks finds leaks that the contracts of sources show before anything has run.
func (l *loader) checkStatedLeaks() {
	stated := map[string]farol.Schema{}
	for _, s := range l.project.Sources {
		for _, c := range s.Columns {
			if !c.Drop {
				stated[s.Name] = append(stated[s.Name], farol.Column{Name: c.Name})
			}
		}
	}
	l.errs = append(l.errs, tenantLeaks(l.project, stated)...)
}

package project

import (
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// CheckTables checks what is said of the columns of some tables, and to whom they would be shown, just before they are published. It says
// what CheckColumns does; a forecast, an entity and a role's filter name columns of several tables and are checked apart.
func CheckTables(p *Project, tables map[string]farol.Schema) farol.Errors {
	c := columnCheck{project: p, schemas: tables}
	c.tables()
	return c.done()
}

// CheckEntity checks what an entity names in the tables of its records, and who would be shown what is found of them together.
func CheckEntity(p *Project, e *Entity, schemas map[string]farol.Schema) farol.Errors {
	c := columnCheck{project: p, schemas: schemas}
	c.entity(e)
	owned := tenantColumns(p)
	for _, v := range p.Views {
		reads := []string{v.Table}
		for _, d := range v.Dimensions {
			if d.Lookup != nil {
				reads = append(reads, d.Lookup.Table)
			}
		}
		if slices.ContainsFunc(reads, func(table string) bool { return slices.Contains(e.Tables(), table) }) {
			c.errs = append(c.errs, leaksOf(p, v, schemas, owned)...)
		}
	}
	return c.done()
}

// CheckForecast checks what a forecast names in the tables that it needs, and to whom the tables that it makes would be shown: schemas has
// both.
func CheckForecast(p *Project, f *Forecast, schemas map[string]farol.Schema) farol.Errors {
	c := columnCheck{project: p, schemas: schemas}
	c.forecast(f)
	made := map[string]farol.Schema{}
	for _, table := range f.Tables() {
		if schema, ok := schemas[table]; ok {
			made[table] = schema
		}
	}
	return append(c.done(), CheckTables(p, made)...)
}

// Leak makes what tells of a view, by the columns that tables have, that everybody could read in it what keeps tenants apart.
func (p *Project) Leak() func(v *metric.View, tables map[string]farol.Schema) error {
	owned := tenantColumns(p)
	return func(v *metric.View, tables map[string]farol.Schema) error {
		errs := leaksOf(p, v, tables, owned)
		if v.Ahead != nil { // What a view may not show, a forecast of it may not either.
			for _, of := range p.Views {
				if of.Name == v.Ahead.View {
					errs = append(errs, leaksOf(p, of, tables, owned)...)
				}
			}
		}
		redact(errs, p.secrets)
		return errs.Err()
	}
}

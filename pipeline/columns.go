package pipeline

import (
	"context"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/project"
)

// What farol check says of columns before there are any, a run holds against the real ones, before a table with them is published: a view that
// would show to everybody what keeps tenants apart is refused whoever forgot to check.

// columns holds what is said of a table against its columns.
func (r *run) columns(t engine.Table) error {
	return project.CheckTables(r.o.Project, map[string]farol.Schema{t.Name: t.Schema}).Err()
}

// columnsAsBuilt holds what is said of a step's tables, which are as they were, against their columns: what is said may be new, or what built
// them may not have looked.
func (r *run) columnsAsBuilt(ctx context.Context, n *node) error {
	tables, err := r.tables(ctx)
	if err != nil {
		return err
	}
	return project.CheckTables(r.o.Project, schemasOf(tables, n.tables())).Err()
}

// schemasOf gives the columns of those tables that are built.
func schemasOf(tables map[string]engine.Table, names []string) map[string]farol.Schema {
	schemas := make(map[string]farol.Schema, len(names))
	for _, name := range names {
		if t, ok := tables[name]; ok {
			schemas[name] = t.Schema
		}
	}
	return schemas
}

// columns holds what the forecast says, and what is said of its tables, against their columns. It is asked before anything is said of the
// future, which would be kept for good.
func (w *forecasting) columns() error {
	schemas := schemasOf(w.tables, w.o.Project.Needs(w.f))
	for name, schema := range w.schemas {
		schemas[name] = schema
	}
	return project.CheckForecast(w.o.Project, w.f, schemas).Err()
}

package server

import (
	"context"

	"github.com/farol-kpi/farol/project"
)

// OpenAPI describes the API in YAML, for the generation of clients. No project needs to be open for it.
func OpenAPI(version string) ([]byte, error) {
	s, err := New(Options{
		Project: &project.Project{Config: project.Config{Name: "farol"}}, Demo: true, Version: version,
		DataVersion: func(context.Context) (int64, error) { return 0, nil },
	})
	if err != nil {
		return nil, err
	}
	return s.api.OpenAPI().YAML()
}

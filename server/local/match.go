package local

import (
	"context"
	"net/http"

	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/server"
)

// Model gives the model of an entity as YAML.
func (c *Client) Model(ctx context.Context, name string) (string, error) {
	var out server.ModelText
	err := c.call(ctx, http.MethodPost, "/local/v1/match/model", server.LocalModel{Name: name}, &out)
	return out.YAML, err
}

// Learn learns the model of an entity anew and tells what it would do, or with apply has done.
func (c *Client) Learn(ctx context.Context, name string, apply bool) (*matching.Change, error) {
	var out matching.Change
	return &out, c.call(ctx, http.MethodPost, "/local/v1/match/learn", server.LocalLearn{Name: name, Apply: apply}, &out)
}

package local

import (
	"context"
	"net/http"

	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/server"
)

// Members lists members of a dimension that the operator, or the user asked for, may see.
func (c *Client) Members(ctx context.Context, in server.LocalMembers) ([]query.Member, error) {
	var out query.Members
	err := c.call(ctx, http.MethodPost, "/local/v1/members", in, &out)
	return out.Members, err
}

// Address tells where the serving process has its pages, or "" where no process serves.
func (c *Client) Address(ctx context.Context) string {
	var out server.LocalAddress
	if err := c.call(ctx, http.MethodGet, "/local/v1/address", nil, &out); err != nil {
		return ""
	}
	return out.URL
}

package local

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/server"
)

// Client asks a serving process. Its methods may be called by any goroutine.
type Client struct{ http *http.Client }

// Dial gives a client when a process answers on the socket, and false when none does.
func Dial(ctx context.Context, socket string) (*Client, bool) {
	socket, err := SocketName(socket)
	if err != nil {
		return nil, false
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}
	probe, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	conn, err := dial(probe, "", "")
	if err != nil {
		return nil, false
	}
	_ = conn.Close()
	return &Client{&http.Client{Transport: &http.Transport{DialContext: dial, DisableCompression: true}}}, true
}

// Close ends idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Run runs the pipeline there and passes its events on. Cancelling the context cancels the run.
func (c *Client) Run(ctx context.Context, r pipeline.Request) (pipeline.Summary, error) {
	in := server.RunRequest{Select: r.Select}
	if !r.Since.IsZero() {
		in.Since = r.Since.Format(time.DateOnly)
	}
	return c.follow(ctx, "/local/v1/run", in, r.Progress)
}

// Loads lists what was taken from a source, or from all when source is "".
func (c *Client) Loads(ctx context.Context, source string) ([]pipeline.Load, error) {
	var out server.LoadList
	err := c.call(ctx, http.MethodPost, "/local/v1/loads", server.LocalLoads{Source: source}, &out)
	return out.Loads, err
}

// Forget takes a file back there and passes the events of the run on.
func (c *Client) Forget(ctx context.Context, f pipeline.Forgetting) (pipeline.Summary, error) {
	return c.follow(ctx, "/local/v1/forget", server.LocalForget{Source: f.Source, File: f.File, Reload: f.Reload}, f.Progress)
}

// follow asks for a run and reads its lines to the last.
func (c *Client) follow(ctx context.Context, path string, in any, progress func(pipeline.Event)) (pipeline.Summary, error) {
	response, err := c.send(ctx, http.MethodPost, path, in)
	if err != nil {
		return pipeline.Summary{}, err
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	for {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			return pipeline.Summary{}, broken(ctx, err)
		}
		var line server.LocalRunLine
		if err := json.Unmarshal(text, &line); err != nil {
			return pipeline.Summary{}, broken(ctx, err)
		}
		if line.Event != nil && progress != nil {
			progress(*line.Event)
		}
		if line.Summary != nil {
			var errs farol.Errors
			for _, e := range line.Errors {
				errs = append(errs, &farol.Error{Code: e.Code, Message: e.Message, Advice: e.Hint, Place: e.Place})
			}
			if len(errs) == 1 {
				return *line.Summary, errs[0]
			}
			return *line.Summary, errs.Err()
		}
	}
}

// Query asks as a user, or as the operator when as is "".
func (c *Client) Query(ctx context.Context, as string, q server.Question) (*query.Result, error) {
	var out query.Result
	return &out, c.call(ctx, http.MethodPost, "/local/v1/query", server.LocalQuery{Question: q, As: as}, &out)
}

// Catalog tells what may be asked.
func (c *Client) Catalog(ctx context.Context, as, language string) (*server.Catalog, error) {
	var out server.Catalog
	return &out, c.call(ctx, http.MethodPost, "/local/v1/catalog", server.LocalCatalog{As: as, Language: language}, &out)
}

// Export writes a file to w. An error after the first byte leaves w cut off.
func (c *Client) Export(ctx context.Context, as string, e server.ExportRequest, w io.Writer) error {
	response, err := c.send(ctx, http.MethodPost, "/local/v1/export", server.LocalExport{ExportRequest: e, As: as})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(w, response.Body); err != nil {
		return broken(ctx, err)
	}
	return nil
}

// FirstLink makes the one-use link of the first administrator.
func (c *Client) FirstLink(ctx context.Context) (out server.Link, err error) {
	err = c.call(ctx, http.MethodPost, "/local/v1/link", struct{}{}, &out)
	return out, err
}

// Users lists everybody.
func (c *Client) Users(ctx context.Context) ([]access.User, error) {
	var out server.UserList
	err := c.call(ctx, http.MethodGet, "/api/v1/users", nil, &out)
	return out.Users, err
}

// AddUser adds a user.
func (c *Client) AddUser(ctx context.Context, u server.NewUser) error {
	return c.call(ctx, http.MethodPost, "/api/v1/users", u, nil)
}

// SetUser changes a user.
func (c *Client) SetUser(ctx context.Context, user string, u server.UserChange) error {
	return c.call(ctx, http.MethodPatch, "/api/v1/users/"+url.PathEscape(user), u, nil)
}

// DeleteUser removes a user.
func (c *Client) DeleteUser(ctx context.Context, user string) error {
	return c.call(ctx, http.MethodDelete, "/api/v1/users/"+url.PathEscape(user), nil, nil)
}

// PasswordLink makes a one-use link by which a user sets a password.
func (c *Client) PasswordLink(ctx context.Context, user string) (out server.Link, err error) {
	err = c.call(ctx, http.MethodPost, "/api/v1/users/"+url.PathEscape(user)+"/link", nil, &out)
	return out, err
}

// Tokens lists a user's tokens, or everybody's when user is "".
func (c *Client) Tokens(ctx context.Context, user string) ([]access.Token, error) {
	var out server.TokenList
	err := c.call(ctx, http.MethodGet, "/api/v1/tokens?user="+url.QueryEscape(user), nil, &out)
	return out.Tokens, err
}

// AddToken makes a token and gives its plain form.
func (c *Client) AddToken(ctx context.Context, t server.NewToken) (string, error) {
	var out server.TokenMade
	err := c.call(ctx, http.MethodPost, "/api/v1/tokens", t, &out)
	return out.Token, err
}

// DeleteToken ends a token.
func (c *Client) DeleteToken(ctx context.Context, user, name string) error {
	return c.call(ctx, http.MethodDelete, "/api/v1/tokens/"+url.PathEscape(user)+"/"+url.PathEscape(name), nil, nil)
}

func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	response, err := c.send(ctx, method, path, in)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if out == nil {
		return nil
	}
	d := json.NewDecoder(response.Body)
	// Figures keep every digit on their way to the terminal.
	d.UseNumber()
	if err := d.Decode(out); err != nil {
		return broken(ctx, err)
	}
	return nil
}

func (c *Client) send(ctx context.Context, method, path string, in any) (*http.Response, error) {
	var content io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://farol"+path, content)
	if err != nil {
		return nil, err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, broken(ctx, err)
	}
	if response.StatusCode < 300 {
		return response, nil
	}
	defer response.Body.Close()
	var p server.Problem
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&p); err != nil || p.Code == "" {
		return nil, broken(ctx, errors.New("the answer has the status "+strconv.Itoa(response.StatusCode)))
	}
	message := p.Title
	if p.Detail != "" {
		message += ": " + p.Detail
	}
	return nil, &farol.Error{Code: p.Code, Message: message, Advice: p.Hint}
}

// broken tells a cancelled command from a serving process that went away.
func broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return farol.Errorf(farol.CodeInternal, "the serving process broke off its answer").Hint("see its log, then try again").Cause(err)
}

package main

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/server"
	"github.com/farol-kpi/farol/server/local"
)

type userCmd struct {
	List   userListCmd   `cmd:"" help:"List everybody who may sign in."`
	Add    userAddCmd    `cmd:"" help:"Add a user; without a password they enter by the one-use link that is printed."`
	Set    userSetCmd    `cmd:"" help:"Change a user's name, roles, attributes or state."`
	Passwd userPasswdCmd `cmd:"" help:"Set a user's password, or print a one-use link for it."`
	Remove userRemoveCmd `cmd:"" help:"Remove a user, with their sessions and tokens."`
}

type userListCmd struct{}

// Help shows examples.
func (userListCmd) Help() string { return "Example:\n  farol user list --json" }

// Run lists users.
func (userListCmd) Run(e *env) error {
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	users, err := client.Users(e.ctx)
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, map[string]any{"users": users})
		return nil
	}
	var rows [][]string
	for _, u := range users {
		state := "active"
		switch {
		case u.Disabled:
			state = "disabled"
		case !u.HasPassword:
			state = "no password yet"
		}
		rows = append(rows, []string{u.User, u.Name, strings.Join(u.Roles, ", "), attributesText(u.Attributes), state})
	}
	writeTable(e.out, []string{"user", "name", "roles", "attributes", "state"}, rows, make([]bool, 5))
	return nil
}

func attributesText(m map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, k+"="+m[k])
	}
	return strings.Join(parts, ", ")
}

type userAddCmd struct {
	User      string            `arg:"" help:"The log-in name."`
	Name      string            `help:"The name to show."`
	Role      []string          `required:"" help:"A role of access.yaml; may be repeated."`
	Attribute map[string]string `help:"An attribute that row filters use; may be repeated." placeholder:"NAME=VALUE" mapsep:"none"`
	Password  bool              `help:"Ask for the password now; from standard input when that is no terminal."`
}

// Help shows examples.
func (userAddCmd) Help() string {
	return "Example:\n  farol user add maria --name 'Maria Gomes' --role agent --attribute agency_id=17"
}

// Run adds a user.
func (c userAddCmd) Run(e *env) error {
	u := server.NewUser{User: c.User, Name: c.Name, Roles: c.Role, Attributes: c.Attribute}
	if c.Password {
		var err error
		if u.Password, err = e.askPassword(); err != nil {
			return err
		}
	}
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	if err := client.AddUser(e.ctx, u); err != nil {
		return err
	}
	e.warnBlind(client, c.User)
	if c.Password {
		return e.said("added "+c.User, map[string]any{"user": c.User})
	}
	link, err := client.PasswordLink(e.ctx, c.User)
	if err != nil {
		return err
	}
	return e.saidLink(client, c.User, link)
}

type userSetCmd struct {
	User      string            `arg:"" help:"The log-in name."`
	Name      *string           `help:"The name to show."`
	Role      []string          `help:"The roles from now on; may be repeated."`
	Attribute map[string]string `help:"Set this attribute, and leave the others; may be repeated." placeholder:"NAME=VALUE" mapsep:"none"`
	Unset     []string          `help:"Take this attribute away; may be repeated." placeholder:"NAME"`
	Disable   bool              `xor:"state" help:"Refuse them until --enable; their sessions end."`
	Enable    bool              `xor:"state" help:"Let them in again."`
}

// Help shows examples.
func (userSetCmd) Help() string {
	return "Examples:\n  farol user set maria --attribute agency_id=17\n  farol user set maria --unset agency_id\n  farol user set maria --disable"
}

// Run changes a user.
func (c userSetCmd) Run(e *env) error {
	if c.Name == nil && len(c.Role) == 0 && len(c.Attribute) == 0 && len(c.Unset) == 0 && !c.Disable && !c.Enable {
		return farol.Errorf(farol.CodeUsage, "nothing is to be changed").Hint("add --name, --role, --attribute, --unset, --disable or --enable")
	}
	change := server.UserChange{Name: c.Name}
	if len(c.Role) > 0 {
		change.Roles = &c.Role
	}
	if c.Disable || c.Enable {
		change.Disabled = &c.Disable
	}
	for name, value := range c.Attribute {
		if value == "" {
			return farol.Errorf(farol.CodeUsage, "the attribute %q has no value", name).Hint("take it away with --unset %s", name)
		}
	}
	change.SetAttributes, change.UnsetAttributes = c.Attribute, c.Unset
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	if err := client.SetUser(e.ctx, c.User, change); err != nil {
		return err
	}
	e.warnBlind(client, c.User)
	return e.said("changed "+c.User, map[string]any{"user": c.User})
}

// warnBlind says that a user sees nothing as long as an attribute is missing that one of their roles needs.
func (e *env) warnBlind(client *local.Client, user string) {
	_, err := client.Catalog(e.ctx, user, "en")
	var known *farol.Error
	if errors.As(err, &known) && known.Code == farol.CodeNoAttribute {
		fmt.Fprintf(e.err, "warning: %s sees nothing yet: %s\n       %s\n", user, known.Message, known.Advice)
	}
}

type userPasswdCmd struct {
	User string `arg:"" help:"The log-in name."`
	Link bool   `help:"Print a one-use link instead of asking."`
}

// Help shows examples.
func (userPasswdCmd) Help() string {
	return "Examples:\n  farol user passwd maria\n  farol user passwd maria --link"
}

// Run sets a password.
func (c userPasswdCmd) Run(e *env) error {
	password := ""
	if !c.Link {
		var err error
		if password, err = e.askPassword(); err != nil {
			return err
		}
	}
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	if c.Link {
		link, err := client.PasswordLink(e.ctx, c.User)
		if err != nil {
			return err
		}
		return e.saidLink(client, c.User, link)
	}
	if err := client.SetUser(e.ctx, c.User, server.UserChange{Password: &password}); err != nil {
		return err
	}
	return e.said("set the password of "+c.User, map[string]any{"user": c.User})
}

type userRemoveCmd struct {
	User string `arg:"" help:"The log-in name."`
	Yes  bool   `short:"y" help:"Do not ask."`
}

// Help shows examples.
func (userRemoveCmd) Help() string { return "Example:\n  farol user remove maria --yes" }

// Run removes a user after a question.
func (c userRemoveCmd) Run(e *env) error {
	if !c.Yes && !term.IsTerminal(int(os.Stdin.Fd())) {
		return farol.Errorf(farol.CodeUsage, "there is no terminal to ask on: nothing was removed").Hint("add --yes to remove without the question")
	}
	if !c.Yes && !e.confirm("Remove "+c.User+" with their sessions and tokens?") {
		return farol.Errorf(farol.CodeCancelled, "nothing was removed").Hint("add --yes to remove without the question")
	}
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	if err := client.DeleteUser(e.ctx, c.User); err != nil {
		return err
	}
	return e.said("removed "+c.User, map[string]any{"user": c.User})
}

type tokenCmd struct {
	List   tokenListCmd   `cmd:"" help:"List tokens; their secrets are shown once, when they are made."`
	Add    tokenAddCmd    `cmd:"" help:"Make a token for a user and print it."`
	Remove tokenRemoveCmd `cmd:"" help:"Revoke a token."`
}

type tokenListCmd struct {
	User string `arg:"" optional:"" help:"Only this user's."`
}

// Help shows examples.
func (tokenListCmd) Help() string {
	return "Examples:\n  farol token list\n  farol token list maria --json"
}

// Run lists tokens.
func (c tokenListCmd) Run(e *env) error {
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	tokens, err := client.Tokens(e.ctx, c.User)
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, map[string]any{"tokens": tokens})
		return nil
	}
	day := func(t time.Time, none string) string {
		if t.IsZero() {
			return none
		}
		return t.Format(time.DateOnly)
	}
	var rows [][]string
	for _, t := range tokens {
		rows = append(rows, []string{t.User, t.Name, day(t.CreatedAt, ""), day(t.ExpiresAt, "never"), day(t.LastUsedAt, "not yet")})
	}
	writeTable(e.out, []string{"user", "name", "made", "expires", "last used"}, rows, make([]bool, 5))
	return nil
}

type tokenAddCmd struct {
	User string `arg:"" help:"Whose rights it has."`
	Name string `arg:"" help:"What uses it."`
	Days int    `default:"365" help:"Days until it expires; 0 is never."`
}

// Help shows examples.
func (tokenAddCmd) Help() string { return "Example:\n  farol token add maria nightly-export --days 90" }

// Run makes a token.
func (c tokenAddCmd) Run(e *env) error {
	if c.Days < 0 {
		return farol.Errorf(farol.CodeUsage, "a token cannot last %d days", c.Days).Hint("write --days 90, or 0 for a token that never expires")
	}
	t := server.NewToken{User: c.User, Name: c.Name}
	if c.Days > 0 {
		t.Expires = e.now().AddDate(0, 0, c.Days).UTC()
	}
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	token, err := client.AddToken(e.ctx, t)
	if err != nil {
		return err
	}
	return e.said(token+"\nIt is not shown again. Send it as: Authorization: Bearer TOKEN", map[string]any{"token": token})
}

type tokenRemoveCmd struct {
	User string `arg:"" help:"Whose it is."`
	Name string `arg:"" help:"Its name."`
}

// Help shows examples.
func (tokenRemoveCmd) Help() string { return "Example:\n  farol token remove maria nightly-export" }

// Run revokes a token.
func (c tokenRemoveCmd) Run(e *env) error {
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	if err := client.DeleteToken(e.ctx, c.User, c.Name); err != nil {
		return err
	}
	return e.said("revoked "+c.Name, map[string]any{"user": c.User, "name": c.Name})
}

func (e *env) said(text string, forPrograms map[string]any) error {
	if e.json {
		printJSON(e.out, forPrograms)
		return nil
	}
	fmt.Fprintln(e.out, text)
	return nil
}

// saidLink prints a link whole where it is known at which address people open the pages: farol.yaml says so, or the process that serves.
func (e *env) saidLink(client *local.Client, user string, link server.Link) error {
	address := e.config().URL
	if address == "" {
		address = reachable(client.Address(e.ctx))
	}
	until := link.ExpiresAt.Local().Format("2 Jan 15:04")
	if address != "" {
		return e.said(fmt.Sprintf("%s enters once, before %s, by\n  %s", user, until, address+link.Path),
			map[string]any{"user": user, "path": link.Path, "url": address + link.Path, "expires_at": link.ExpiresAt})
	}
	return e.said(fmt.Sprintf("%s enters once, before %s, by this path behind the address of farol serve:\n  %s\n"+
		"Such as http://127.0.0.1:8080%s. State url: in farol.yaml to have the link whole.", user, until, link.Path, link.Path),
		map[string]any{"user": user, "path": link.Path, "expires_at": link.ExpiresAt})
}

// reachable gives an address that can be opened: one that stands for every address of the machine cannot.
func reachable(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsUnspecified() {
		return ""
	}
	return address
}

// askPassword reads a password without showing it.
func (e *env) askPassword() (string, error) {
	fd := int(os.Stdin.Fd())
	if !term.IsTerminal(fd) {
		text, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && text == "" {
			return "", farol.Errorf(farol.CodeUsage, "no password came on standard input").Hint("write it as one line")
		}
		return strings.TrimRight(text, "\r\n"), nil
	}
	fmt.Fprint(e.err, "Password: ")
	b, err := term.ReadPassword(fd)
	fmt.Fprintln(e.err)
	return string(b), err
}

// confirm asks a yes-or-no question on the terminal.
func (e *env) confirm(text string) bool {
	fmt.Fprintf(e.err, "%s [y/N] ", text)
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	return strings.EqualFold(strings.TrimSpace(answer), "y") || strings.EqualFold(strings.TrimSpace(answer), "yes")
}

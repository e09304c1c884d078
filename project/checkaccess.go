package project

import (
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
)

func (l *loader) checkAccess() {
	root := l.project.roots[accessFile]
	if root == nil {
		return
	}
	pages, unsure := []string{}, map[string]bool{}
	for _, p := range l.project.Pages {
		pages = append(pages, p.Name)
	}
	for resource := range l.broken {
		if kind, name, _ := strings.Cut(resource, "/"); kind == typePage {
			unsure[name] = true
		}
	}
	slices.Sort(pages)
	for _, role := range entriesOf(root.get("roles")) {
		for _, n := range role.value.get("pages").list() {
			if n.text != "all" && !unsure[n.text] {
				l.known(accessFile, n.spot, "page", n.text, pages)
			}
		}
		rows := role.value.get("rows")
		if rows != nil && !rows.isMap && !rows.isList && rows.text != "all" {
			l.fail(accessFile, rows.spot, farol.CodeBadValue, "write all, or {COLUMN: {attribute: NAME}}", "rows cannot be %q", rows.text)
		}
		for _, rule := range entriesOf(rows) {
			l.checkRule(rule)
		}
	}
}

func (l *loader) checkRule(rule entry) {
	if l.faulty[rule.value] || !rule.value.isMap {
		return
	}
	hint := "write " + rule.key + ": {attribute: NAME} or {values: [A, B]}"
	switch attribute, values := rule.value.get("attribute") != nil, rule.value.get("values") != nil; {
	case attribute && values:
		l.fail(accessFile, rule.spot, farol.CodeBadValue, hint, "the rule on %q has an attribute and values", rule.key)
	case !attribute && !values:
		l.fail(accessFile, rule.spot, farol.CodeMissingField, hint, "the rule on %q says nothing", rule.key)
	}
}

// checkDemo checks that the users of a demo have what their roles ask for.
func (l *loader) checkDemo() {
	root := l.project.roots[configFile]
	if root == nil || l.project.Config.Demo == nil || l.broken[typeAccess] {
		return
	}
	var roles []string
	for name := range l.project.Policy.Roles {
		roles = append(roles, name)
	}
	slices.Sort(roles)
	for i, n := range root.get("demo").get("users").list() {
		user := l.project.Config.Demo.Users[i]
		if user.User == "" || n.get("role") == nil || !l.known(configFile, n.get("role").spot, "role", user.Role, roles) {
			continue
		}
		for column, rule := range l.project.Policy.Roles[user.Role].Rows {
			if _, has := user.Attributes[rule.Attribute]; rule.Attribute != "" && !has {
				l.fail(configFile, n.spot, farol.CodeMissingField, "add attributes: {"+rule.Attribute+": VALUE}",
					"the user %q has no %s, by which the role %q filters %s", user.User, rule.Attribute, user.Role, column)
			}
		}
	}
}

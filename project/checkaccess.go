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
		l.checkEntities(role.value)
		rows := role.value.get("rows")
		if rows != nil && !rows.isMap && !rows.isList && rows.text != "all" {
			l.fail(accessFile, rows.spot, farol.CodeBadValue, "write all, or {COLUMN: {attribute: NAME}}", "rows cannot be %q", rows.text)
		}
		for _, rule := range entriesOf(rows) {
			l.checkRule(rule)
		}
	}
}

// checkEntities checks the entities of a role.
func (l *loader) checkEntities(role *node) {
	stated := role.get("entities")
	if stated == nil {
		if n := role.get("review"); n != nil && n.value == true {
			l.fail(accessFile, role.keySpot("review"), farol.CodeMissingField, "add entities: all, or the names of some",
				"the role may review matches, but of no entity")
		}
		return
	}
	var names []string
	for _, e := range l.project.Entities {
		names = append(names, e.Name)
	}
	slices.Sort(names)
	for _, n := range stated.list() {
		if n.text != "all" && !l.broken[typeEntity+"/"+n.text] {
			l.known(accessFile, n.spot, "entity", n.text, names)
		}
	}
	if rows := role.get("rows"); rows != nil && (rows.isMap || rows.text != "all") {
		l.fail(accessFile, role.keySpot("entities"), farol.CodeTenantLeak, "write rows: all, or take entities out",
			"the role sees some rows only, but the records of an entity are not kept apart by tenant")
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

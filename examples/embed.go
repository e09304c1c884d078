// Package examples holds the example projects, so that the binary alone can show them. They are folders of configuration like any
// other project's; no engine code belongs here.
package examples

import "embed"

// FS has a folder for each example. What a demo leaves in them (data, .farol) is not taken along.
//
//go:embed campaigns/*.yaml campaigns/sources campaigns/models campaigns/metrics campaigns/pages
//go:embed realestate/*.yaml realestate/sources realestate/models realestate/metrics realestate/pages
var FS embed.FS

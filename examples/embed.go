// Package examples holds the example projects, so that the binary alone can show them. They are folders of configuration like any
// other project's; no engine code belongs here, and no data: it is generated.
package examples

import "embed"

// FS has a folder for each example.
//
//go:embed */*.yaml */sources */entities */models */metrics */forecasts */pages
var FS embed.FS

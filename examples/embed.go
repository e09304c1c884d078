// Package examples holds the example projects, so that the binary alone can show them. They are folders of configuration like any
// other project's; no engine code belongs here.
package examples

import "embed"

// FS has a folder for each example.
//
//go:embed realestate campaigns
var FS embed.FS

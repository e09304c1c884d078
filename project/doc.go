// Package project reads a project folder into typed resources.
//
// It owns what the resources are and their published JSON Schemas, and promises to report every error at once, each with file, line,
// column, what is wrong and what would be right. Running anything of the project does not belong here.
package project

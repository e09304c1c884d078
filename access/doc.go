// Package access says who somebody is and what they may see: users, roles, attributes, sessions, tokens, the audit.
//
// It promises that an entitlement is resolved before anything is read, that a missing attribute is an error and never "all"
// (invariant 6), and that no password or token is kept in a form that gives it back. Running queries does not belong here.
package access

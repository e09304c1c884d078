// Package secret gives the values that a project's files refer to and never hold: the environment and files beside the project.
//
// It promises that a value stands in no error, log or list of what was used (invariant 11), and that a reference cannot leave the
// folder of secrets. Which fields of a project may refer to secrets does not belong here.
package secret

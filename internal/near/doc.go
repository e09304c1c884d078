// Package near finds the names that somebody who mistyped one may have meant.
//
// It promises few and likely answers, the nearest first, and none where nothing is near. How they are offered to a person does not
// belong here.
package near

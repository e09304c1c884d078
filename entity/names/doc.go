// Package names says how likely two names stand for the same company or person, from the names alone.
//
// It needs no training and no data set: what it knows is how names are written: legal forms, words that every company shares, short
// forms of given names, particles, initials, spacing, scripts. A weight is the sum of its parts, and each part names the words it
// comes from. What other fields of a record say, and which pairs are worth comparing, does not belong here.
package names

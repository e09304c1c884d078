// Package realestate invents the data of a property portal: agencies, their agents and listings, what visitors do with the
// listings, what the agencies pay, and a register of sales.
//
// The seed decides every byte. What is planted (weekdays, hours, season, trend, promotions, late events, duplicates and bad rows)
// is written to the truth file with its size, so that a test can find it again. How the figures are computed from the files
// belongs in the example, not here.
package realestate

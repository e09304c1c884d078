// Package response tells how results bend with spend, and how a budget is best split.
//
// A curve is results = a·spend^b with 0 < b ≤ 1. Curves are partially pooled from channel to objective to audience: one with much history
// follows its own rows, one with little its neighbours, and one with none is what its neighbours make likely. The package promises that
// intervals hold what is not known (the curve, how alike curves are, and the noise of counts), that a forecast beyond the largest spend seen
// says so, that a split is the best one of its curves under every part's least and most, and that neither the order of rows nor the clock
// changes a figure. What it gives is association, not cause.
//
// It knows no file, table, currency or calendar: a row is one period of one audience, all periods are equally long, and a curve answers for one
// such period. Choosing the rows and summing periods does not belong here.
package response

// Package forecast says what comes after the end of a series, how wrong it has been before, and when it had better not speak.
//
// A Series is made of points in time: New finds its regular step, its gaps and the periods that such steps have, and says in words what
// cannot be forecast. Ask is the door: it corrects what is reported late, lets several methods forecast a panel of series with what is known
// of their future, and tells what was found and what each cause adds. What is not known of the past is filled in for the methods (fill), and they
// are never judged by it, nor by a wild end that is taken for what is usual (calm). Rolling origins on the past weigh the methods (decision 17), and their errors
// make the intervals, or the distribution of counts does (18); those are refused with a reason where the past cannot carry them (invariant 13). It promises that the
// same points give the same figures, that no figure is NaN or infinite, and that where nothing beats the seasonal naive forecast that one is
// given and named. It knows no engine, file, network or clock; which measure is forecast, where forecasts are kept and how they are
// drawn do not belong here, nor do response curves, which are in response.
package forecast

// Package metric defines figures once: metrics views, the questions asked of them, the plan of an answer, and the SQL of a plan.
//
// It promises that a ratio is a sum over a sum, that a row filter stands below every piece of project SQL, that every value is a
// bound parameter (invariant 7), and that a plan does not depend on an engine. Who may ask, and running the SQL, do not belong here.
package metric

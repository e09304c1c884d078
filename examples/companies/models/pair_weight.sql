/*
description: >
  One row for the pairs of two sources that are as likely the same company, that ended together or apart, and that a person should or need not
  look at.
materialize: table
key: [left_source, right_source, likelihood, together, in_doubt]
sort: [left_source, right_source]
checks:
  - unique: [left_source, right_source, likelihood, together, in_doubt]
  - accepted_values: {column: likelihood, values: [below_10, below_50, below_90, below_99, surer]}
*/
with pairs as (
    select *, list_position(['register', 'crm', 'marketing_list', 'web', 'invoices'], left_source) as l,
           list_position(['register', 'crm', 'marketing_list', 'web', 'invoices'], right_source) as r
    from company_pair
)
-- A pair has no direction: the first source is the one that pages name first.
select if(l < r, left_source, right_source) as left_source, if(l < r, right_source, left_source) as right_source, together, in_doubt,
       case when probability < 0.1 then 'below_10' when probability < 0.5 then 'below_50' when probability < 0.9 then 'below_90'
            when probability < 0.99 then 'below_99' else 'surer' end as likelihood,
       count(*) as pairs
from pairs
group by all

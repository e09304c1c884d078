/*
description: >
  One row a record, with what its VAT number is worth: valid by its check digits, wrong, a placeholder of zeros, or missing; and whether an
  earlier record of the same source has the same valid number.
materialize: table
time: first_seen
key: [source, record_id]
sort: [source, first_seen]
checks:
  - unique: [source, record_id]
  - row_balance: company_record
  - accepted_values: {column: vat_state, values: [valid, wrong, placeholder, missing]}
*/
with numbers as (
    select source, record_id, country, first_seen, regexp_replace(upper(vat), '^(IT|PT|GB)|[^0-9A-Z]', '', 'g') as number,
           coalesce(country, regexp_extract(upper(vat), '^(IT|PT|GB)', 1)) as vat_country
    from company_record
),
digits as (
    select *, [try_cast(d as integer) for d in string_split(number, '')] as d
    from numbers
),
sums as (
    select *,
           -- Partita IVA: each second digit counts double, and a double above 9 less 9; the whole is a multiple of 10.
           length(number) = 11
               and (d[1] + d[3] + d[5] + d[7] + d[9] + d[11]
                    + 2 * (d[2] + d[4] + d[6] + d[8] + d[10]) - 9 * (d[2] // 5 + d[4] // 5 + d[6] // 5 + d[8] // 5 + d[10] // 5)) % 10 = 0 as italian,
           -- NIF: weights 9 to 1; the whole is a multiple of 11, or the last digit is 0 for a rest of 10.
           length(number) = 9
               and (d[9] + 9 * d[1] + 8 * d[2] + 7 * d[3] + 6 * d[4] + 5 * d[5] + 4 * d[6] + 3 * d[7] + 2 * d[8]) % 11 in (0, case when d[9] = 0 then 1 else 0 end) as portuguese,
           -- British number: weights 8 to 2, and the last two digits as a number; the whole is a multiple of 97.
           length(number) = 9
               and (8 * d[1] + 7 * d[2] + 6 * d[3] + 5 * d[4] + 4 * d[5] + 3 * d[6] + 2 * d[7] + 10 * d[8] + d[9]) % 97 = 0 as british
    from digits
),
states as (
    select *,
           case when number is null or number = '' then 'missing'
                when trim(number, '0') = '' then 'placeholder'
                when vat_country = 'IT' and italian or vat_country = 'PT' and portuguese or vat_country = 'GB' and british
                     or coalesce(vat_country, '') = '' and (italian or portuguese or british) then 'valid'
                else 'wrong' end as vat_state
    from sums
)
select source, record_id, country, first_seen, vat_state,
       vat_state = 'valid' and row_number() over (partition by source, vat_state, number order by first_seen, record_id) > 1 as repeats_vat
from states

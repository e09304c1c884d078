/*
description: >
  One row a source and field: how many of its records know the field, how many of those can be compared with another source's record of the same
  company, in how many another source says the same, and how many say what the golden record says. Case, accents and marks do not count, nor
  the legal form at the end of a name, the kind of a road, which everybody shortens in another way, the prefix of a country before a number,
  nor zeros where a VAT number should be.
materialize: table
key: [source, field]
sort: [source, field]
checks:
  - unique: [source, field]
  - sql: select source, field from field_agreement where confirmed > compared or compared > known or golden > compared
*/
with cells as (
    select m.entity, r.source, r.record_id,
           unnest([{'field': 'name', 'value': r.name}, {'field': 'vat', 'value': nullif(regexp_replace(r.vat, '^[A-Za-z]{0,2}0+$', ''), '')},
                   {'field': 'phone', 'value': r.phone}, {'field': 'email', 'value': r.email}, {'field': 'website', 'value': r.website},
                   {'field': 'street', 'value': r.street}, {'field': 'town', 'value': r.town}, {'field': 'postcode', 'value': r.postcode},
                   {'field': 'country', 'value': r.country}], recursive := true)
    from company_record r
    join company_member m on m.source = r.source and m.record = r.record_id
    union all
    select entity, null, null, field, value
    from company_value
    where field in ('name', 'vat', 'phone', 'email', 'website', 'street', 'town', 'postcode', 'country')
),
folded as (
    select entity, source, field,
           case field
               when 'vat' then regexp_replace(upper(value), '^(IT|PT|GB)|[^0-9]', '', 'g')
               when 'phone' then regexp_replace(regexp_replace(value, '[^0-9+]', '', 'g'), '^(\+|00)(39|351|44)0?|^0', '')
               when 'name' then regexp_replace(regexp_replace(strip_accents(lower(value)), '[^a-z0-9]+', '', 'g'),
                                               '(srls?|spa|snc|sas|soc(ieta)?coop(erativa)?|unip(essoal)?l(d|imita)da|unipl?da|lda|limitada|ltd|limited|plc|llp|sa)$', '')
               when 'street' then regexp_replace(regexp_replace(strip_accents(lower(value)),
                                                                '^(via|viale|v\.?(le)?|piazza|p\.za|corso|c\.so|vicolo|rua|r\.|avenida|av\.|travessa|tv\.|largo|lg\.|praceta)[ ]|[ ](road|rd|street|st|lane|ln|avenue|ave)$', ''),
                                                 '[^a-z0-9]+', '', 'g')
               else regexp_replace(strip_accents(lower(value)), '[^a-z0-9]+', '', 'g')
           end as said
    from cells
    where value is not null
),
-- A value of a company, and how many sources say it; the golden record is nobody's.
said as (
    select entity, field, said, count(distinct source) as sources, bool_or(source is null) as golden
    from folded
    group by entity, field, said
),
known as (
    select entity, field, count(distinct source) as sources
    from folded
    group by entity, field
)
select f.source, f.field, count(*) as known, count(*) filter (where k.sources > 1) as compared,
       count(*) filter (where k.sources > 1 and s.sources > 1) as confirmed, count(*) filter (where k.sources > 1 and s.golden) as golden
from folded f
join known k on k.entity = f.entity and k.field = f.field
join said s on s.entity = f.entity and s.field = f.field and s.said = f.said
where f.source is not null
group by f.source, f.field

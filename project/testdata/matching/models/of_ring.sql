/*
key: [record]
*/
select source, record, entity from ring_member

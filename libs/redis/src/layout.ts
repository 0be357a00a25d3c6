/**
 * Number of the form in which a partition stands in Redis: names and values of a trade's hash, the places of a row's cells, what
 * a stream entry and a flow minute hold. Each partition says in which one it was filled. An indexer that writes a later one
 * fills the partition anew from Kafka, one that writes an earlier one stops: raise it whenever what is there already would be
 * read wrongly. Columns that are only added need no new one: rows of before end earlier. 0 was not numbered.
 */
export const LAYOUT = 1;

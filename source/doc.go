// Package source says what a source is: where rows come from and the contract they keep.
//
// Spec is the resource of sources/*.yaml. Adapters in the folders below read one kind of place each and hand over staged
// Parquet with rejects beside it. Where rows are kept (lake) and what is built from them (pipeline) does not belong here.
package source

// Package server speaks HTTP: the API of /api/v1 with its OpenAPI document, the screens, and the local socket of the command line.
//
// It promises that every answer with data goes through an entitlement and the query room, that every error is problem+json with a
// registered code and never an internal cause, and that no page can be framed, scripted or written to from another site. What a
// figure means, and who may see it, does not belong here.
package server

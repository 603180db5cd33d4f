//! JWS, JWT, JWK and their validation policies as executable specification.
